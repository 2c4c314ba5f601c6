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
import { documentLimits, sizeOf } from '../graphql/limits.ts'

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

/** The fields of a selection, fragments opened. */
function fieldsOf(document: DocumentNode, { selections }: SelectionSetNode, within: readonly string[] = []): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection]
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(document, selection.selectionSet, within)
    const name = selection.name.value
    const fragment = document.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name)
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION || within.includes(name)) return []
    return fieldsOf(document, fragment.selectionSet, [...within, name])
  })
}

/** Paths of the leaves, each once. */
function leavesOf(document: DocumentNode, selections: SelectionSetNode, depth = 0): string[][] {
  if (depth > documentLimits.depth) return []
  const paths = fieldsOf(document, selections).flatMap((field) =>
    field.selectionSet ? leavesOf(document, field.selectionSet, depth + 1).map((rest) => [keyOf(field), ...rest]) : [[keyOf(field)]],
  )
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()]
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
function paged(field: FieldNode, edges: FieldNode): FieldNode {
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
    selectionSet: { kind: Kind.SELECTION_SET, selections: [edges, page] },
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

/** How many rows a page may have under the cost limit, at most the API's largest; throws where one row is too dear. */
function rowsOfPage(document: DocumentNode, variables: Record<string, unknown>): number {
  const operation = getOperationAST(document)
  if (!operation) return largestPage
  const costOf = (first: number) => sizeOf(document, operation, { ...variables, [firstName]: first }).cost
  const each = Math.max(1, costOf(2) - costOf(1))
  const rows = Math.floor((documentLimits.cost - (costOf(1) - each)) / each)
  if (rows < 1) throw new NotAListError(`One row costs ${each} points, ${documentLimits.cost} is the most. Ask for fewer fields of it.`)
  return Math.min(largestPage, rows)
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
  const inList = fieldsOf(document, found.field.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] })
  const edges = isPaged ? inList.find((field) => field.name.value === 'edges') : found.field
  const row = isPaged
    ? edges?.selectionSet && fieldsOf(document, edges.selectionSet).find((field) => field.name.value === 'node')
    : found.field
  if (!edges || !row?.selectionSet) throw new NotAListError('Ask for the rows of the list: `edges { node { … } }`.')
  const only = withOnly(document, operation, { ...found, field: isPaged ? paged(found.field, edges) : found.field })
  const inside = isPaged ? [keyOf(edges), keyOf(row)] : []
  return {
    document: only,
    path: [...ancestors, found.field].map(keyOf),
    list: [...ancestors, found.field].map((field) => field.name.value).join('.'),
    isPaged,
    first: isPaged ? rowsOfPage(only, variables) : 0,
    rowPath: inside,
    columns: leavesOf(document, row.selectionSet),
  }
}
