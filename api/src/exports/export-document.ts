import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  separateOperations,
  type VariableDefinitionNode,
  visit,
} from 'graphql'
import { brokenLimits, documentLimits, limitWords, sizeOf } from '../graphql/limits.ts'

/** The document cannot be put into a file; its message says why, in the caller's words. */
export class NotAListError extends Error {
  override name = 'NotAListError'
}

export type ExportDocument = {
  document: DocumentNode
  /** Response keys from the answer down to the list. */
  path: readonly string[]
  /** Field names down to it, such as `lead.timeline`. */
  list: string
  /** Whether it comes in pages. */
  isPaged: boolean
  /** Response keys from the list down to a row: those of its edges and nodes; none where it does not come in pages. */
  rowPath: readonly string[]
  /** Rows of one page that the cost limit allows. */
  first: number
  /** Every leaf that is asked for of a row, in the order of the document. */
  columns: readonly (readonly string[])[]
}

const largestPage = 200
const firstName = 'exportFirst'
const afterName = 'exportAfter'
/** What the page's cursor is asked for as. */
export const pageKey = 'exportPage'

const keyOf = (field: FieldNode): string => (field.alias ?? field.name).value

/** The fields of a selection, fragments opened: each once, or twenty that hold others twice would be opened a million times. */
function fieldsOf(document: DocumentNode, { selections }: SelectionSetNode, opened: Set<string> = new Set()): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection]
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(document, selection.selectionSet, opened)
    const name = selection.name.value
    const fragment = document.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name)
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION || opened.has(name)) return []
    opened.add(name)
    return fieldsOf(document, fragment.selectionSet, opened)
  })
}

/** Paths of the leaves, each once. As many steps as the document costs points: that is looked at before. */
function leavesOf(document: DocumentNode, selections: SelectionSetNode): string[][] {
  const paths = fieldsOf(document, selections).flatMap((field) =>
    field.selectionSet ? leavesOf(document, field.selectionSet).map((rest) => [keyOf(field), ...rest]) : [[keyOf(field)]],
  )
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()]
}

/** Every mention of a field below some others. What is asked for in parts stands under one key: a row has one place in the answer. */
function allOf(document: DocumentNode, parents: readonly FieldNode[], fieldName: string): FieldNode[] {
  const found = parents.flatMap(({ selectionSet }) =>
    selectionSet ? fieldsOf(document, selectionSet).filter((field) => field.name.value === fieldName) : [],
  )
  if (new Set(found.map(keyOf)).size > 1) throw new NotAListError(`Ask for \`${fieldName}\` under one name: a file has each row once.`)
  return found
}

type Found = { field: FieldNode; ancestors: FieldNode[]; isPaged: boolean }

/** Goes down from the root as long as there is one way to go, to the first list. */
function findList(document: DocumentNode, type: GraphQLObjectType, { selections }: SelectionSetNode, ancestors: FieldNode[] = []): Found {
  const inner = selections.filter((one) => one.kind !== Kind.FIELD || one.selectionSet !== undefined)
  const [field] = inner
  if (inner.length !== 1 || field?.kind !== Kind.FIELD || !field.selectionSet)
    throw new NotAListError('Ask for one list in the document: one field, down to `edges { node { … } }`.')
  const fieldType = type.getFields()[field.name.value]?.type
  const named = fieldType && getNamedType(fieldType)
  if (!fieldType || !isObjectType(named)) throw new NotAListError(`${type.name} has no list "${field.name.value}".`)
  if (named.name.endsWith('Connection')) return { field, ancestors, isPaged: true }
  if (isListType(getNullableType(fieldType))) return { field, ancestors, isPaged: false }
  return findList(document, named, field.selectionSet, [...ancestors, field])
}

const name = (value: string) => ({ kind: Kind.NAME, value }) as const
const variable = (value: string) => ({ kind: Kind.VARIABLE, name: name(value) }) as const
const leaf = (value: string): FieldNode => ({ kind: Kind.FIELD, name: name(value) })

/** The list with pages of our own, its rows and where the next page begins; nothing is counted. */
function paged(field: FieldNode, edges: readonly FieldNode[]): FieldNode {
  const kept = (field.arguments ?? []).filter(({ name: { value } }) => !['first', 'after', 'last', 'before'].includes(value))
  const page: FieldNode = {
    ...leaf('pageInfo'),
    alias: name(pageKey),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [leaf('hasNextPage'), leaf('endCursor')] },
  }
  return {
    ...field,
    arguments: [
      ...kept,
      { kind: Kind.ARGUMENT, name: name('first'), value: variable(firstName) },
      { kind: Kind.ARGUMENT, name: name('after'), value: variable(afterName) },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [...edges, page] },
  }
}

/** The operation with nothing in it but the way down to the list; what only the left-out parts used is left out too. */
function withOnly(document: DocumentNode, operation: OperationDefinitionNode, { field, ancestors, isPaged }: Found): DocumentNode {
  const root = ancestors.reduceRight<FieldNode>(
    (inner, ancestor) => ({ ...ancestor, selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] } }),
    field,
  )
  const declare = (variableName: string, type: string): VariableDefinitionNode => ({
    kind: Kind.VARIABLE_DEFINITION,
    variable: variable(variableName),
    type: { kind: Kind.NAMED_TYPE, name: name(type) },
  })
  const cut: OperationDefinitionNode = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: [root] } }
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
  const needed = separateOperations({ kind: Kind.DOCUMENT, definitions: [cut, ...fragments] })[operation.name?.value ?? '']
  if (!needed) throw new NotAListError('Name one query.')
  const used = new Set<string>()
  visit(needed, { VariableDefinition: () => false, Variable: (node) => void used.add(node.name.value) })
  const definitions = (operation.variableDefinitions ?? []).filter((one) => used.has(one.variable.name.value))
  const ours = isPaged ? [declare(firstName, 'Int'), declare(afterName, 'String')] : []
  return {
    kind: Kind.DOCUMENT,
    definitions: needed.definitions.map((one) =>
      one.kind === Kind.OPERATION_DEFINITION ? { ...one, variableDefinitions: [...definitions, ...ours] } : one,
    ),
  }
}

/** The variables of one page. */
export function pageVariables(given: Record<string, unknown>, { isPaged, first }: ExportDocument, after: string | null) {
  return isPaged ? { ...given, [firstName]: first, [afterName]: after } : given
}

/**
 * How many rows a page may have under the cost limit, at most the API's largest. Throws where the document is too large or deep for any, or one
 * row too dear.
 */
function rowsOfPage(document: DocumentNode, variables: Record<string, unknown>): number {
  const operation = getOperationAST(document)
  if (!operation) return largestPage
  const sizeFor = (first: number) => sizeOf(document, operation, { ...variables, [firstName]: first })
  const one = sizeFor(1)
  const each = Math.max(1, sizeFor(2).cost - one.cost)
  if (each > documentLimits.cost)
    throw new NotAListError(`One row costs ${each} points, ${documentLimits.cost} is the most. Ask for fewer fields of it.`)
  const [broken] = brokenLimits(one)
  if (broken) throw new NotAListError(limitWords(broken))
  return Math.min(largestPage, Math.floor((documentLimits.cost - (one.cost - each)) / each))
}

/**
 * Any query of one list, made ready to be read to its end: with pages of our own and without what is counted or stands beside it.
 * Throws NotAListError; what else is wrong with a document is said when it runs.
 */
export function exportDocument(
  schema: GraphQLSchema,
  text: string,
  operationName: string | undefined,
  variables: Record<string, unknown>,
): ExportDocument {
  const document = parse(text, { maxTokens: documentLimits.tokens })
  const operation = getOperationAST(document, operationName)
  const query = schema.getQueryType()
  if (!query || operation?.operation !== OperationTypeNode.QUERY) throw new NotAListError('Name one query; files are made of nothing else.')
  const found = findList(document, query, operation.selectionSet)
  const { ancestors, isPaged } = found
  const edges = isPaged ? allOf(document, [found.field], 'edges') : []
  const rows = isPaged ? allOf(document, edges, 'node') : [found.field]
  const [[edge], [row]] = [edges, rows]
  if (!row?.selectionSet) throw new NotAListError('Ask for the rows of the list: `edges { node { … } }`.')
  const only = withOnly(document, operation, { ...found, field: isPaged ? paged(found.field, edges) : found.field })
  // Before its leaves are looked for: a small document can have more than any machine has room for.
  const first = rowsOfPage(only, variables)
  return {
    document: only,
    path: [...ancestors, found.field].map(keyOf),
    list: [...ancestors, found.field].map((field) => field.name.value).join('.'),
    isPaged,
    first: isPaged ? first : 0,
    rowPath: edge ? [keyOf(edge), keyOf(row)] : [],
    columns: leavesOf(document, {
      kind: Kind.SELECTION_SET,
      selections: rows.flatMap(({ selectionSet }) => selectionSet?.selections ?? []),
    }),
  }
}
