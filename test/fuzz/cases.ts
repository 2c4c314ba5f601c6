import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInputType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  typeFromAST,
} from 'graphql'
import { hostileValues, pick, type Random, strangeTexts } from './hostile-values.ts'

/** One request of a caller who means no good, or whose program is broken. */
export type Case = { path: '/graphql' | '/exports'; query: string; variables: Record<string, unknown> }

/** Everything that a type gives without arguments that are demanded, some levels deep. */
function selectionOf(schema: GraphQLSchema, type: GraphQLObjectType, depth: number): string {
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some((argument) => isNonNullType(argument.type))) return []
    const inner = getNamedType(field.type)
    if (!isCompositeType(inner)) return [field.name]
    return depth === 0 ? [] : [`${field.name} ${anySelectionOf(schema, inner.name, depth - 1)}`]
  })
  return `{ __typename ${parts.join(' ')} }`
}

function anySelectionOf(schema: GraphQLSchema, typeName: string, depth: number): string {
  const type = schema.getType(typeName)
  if (isObjectType(type)) return selectionOf(schema, type, depth)
  if (!isUnionType(type)) return '{ __typename }'
  return `{ __typename ${type
    .getTypes()
    .map((member) => `... on ${member.name} { __typename }`)
    .join(' ')} }`
}

function operationOf(schema: GraphQLSchema, kind: string, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type}`).join(', ')
  const given = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ')
  const inner = getNamedType(field.type)
  const selection = isCompositeType(inner) ? anySelectionOf(schema, inner.name, 1) : ''
  return `${kind} ${declared ? `(${declared})` : ''} { ${field.name}${given ? `(${given})` : ''} ${selection} }`
}

/** One operation for each query and each mutation of the schema, with all arguments as variables. */
export function schemaDocuments(schema: GraphQLSchema): { queries: string[]; mutations: string[] } {
  const of = (kind: string, type: GraphQLObjectType | null | undefined) =>
    Object.values(type?.getFields() ?? {}).map((field) => operationOf(schema, kind, field))
  return { queries: of('query', schema.getQueryType()), mutations: of('mutation', schema.getMutationType()) }
}

/** Words of the language that break most documents, and some that do not. */
const words: readonly [string, ...string[]] = [
  ...([
    '{',
    '}',
    '(',
    ')',
    ':',
    '$',
    '...',
    'on',
    '@include(if: true)',
    '@skip(if: $a)',
    '@defer',
    '@stream',
    'query',
    'mutation',
  ] as const),
  ...([
    'subscription',
    'fragment',
    '__typename',
    '__schema { types { name } }',
    'null',
    '"""',
    '"',
    '\\u0000',
    '"\\ud800"',
    '1e999',
  ] as const),
  ...([
    '-1',
    '99999999999999999999',
    '[',
    ']',
    '=',
    '!',
    '#',
    'true',
    '&',
    '|',
    '\ufeff',
    '\u0000',
    '\u202e',
    '🙂',
    '..',
    '"""\u2028"""',
  ] as const),
]

/** Changes up to four words of a document: one more, one less, another, or two in each other's place. */
function withOtherWords(random: Random, document: string, names: readonly [string, ...string[]]): string {
  const tokens = document.match(/\w+|\.\.\.|"[^"]*"|[^\s\w]/g) ?? []
  for (let changes = random(5); changes > 0; changes -= 1) {
    const at = random(tokens.length)
    const word = random(2) === 0 ? pick(random, names) : pick(random, words)
    switch (random(5)) {
      case 0:
        tokens.splice(at, 0, word)
        break
      case 1:
        tokens[at] = word
        break
      case 2:
        tokens.splice(at, 1)
        break
      case 3:
        tokens.splice(at, 0, ...tokens.splice(random(tokens.length), 1))
        break
      default:
        tokens.splice(at, 0, ...tokens.slice(at, at + random(30)))
    }
  }
  return tokens.join(' ')
}

/** Fragments that each hold the next one twice. */
const twice = (type: string, size: number, last: string): string =>
  `${Array.from({ length: size }, (_, i) => `fragment F${i} on ${type} { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F${size} on ${type} ${last}`

/** Documents of a form that has brought servers down. */
const shapes: readonly [(random: Random, size: number) => string, ...((random: Random, size: number) => string)[]] = [
  (_, size) => '{ viewer { name } '.repeat(size) + '}'.repeat(size),
  (_, size) => `${'{ a '.repeat(size)}${'}'.repeat(size)}`,
  (_, size) => `{ ${Array.from({ length: size }, (_, i) => `a${i}: viewer { name }`).join(' ')} }`,
  (_, size) => `{ ${'viewer { name } '.repeat(size)} }`,
  (_, size) => `{ viewer ${'@include(if: true) '.repeat(size)} { name } }`,
  (_, size) => `{ viewer ${Array.from({ length: size }, (_, i) => `@d${i}`).join(' ')} { name } }`,
  (_, size) =>
    `{ ...F0 } ${Array.from({ length: size }, (_, i) => `fragment F${i} on Query { ...F${(i + 1) % size} viewer { name } }`).join(' ')}`,
  (_, size) => `{ ...F0 } ${twice('Query', size, '{ viewer { name } }')}`,
  (_, size) => `{ leads { ...F0 } } ${twice('LeadConnection', size, '{ edges { node { id } } }')}`,
  (_, size) => `{ leads { edges { node { ...F0 } } } } ${twice('Lead', size, '{ id }')}`,
  (_, size) => `{ rejectionTags { ...F0 } } ${twice('RejectionTag', size, '{ tag }')}`,
  (_, size) => Array.from({ length: size }, (_, i) => `query Q${i} { viewer { name } }`).join(' '),
  (_, size) => `{ leads(filter: { source: [${'"a" '.repeat(size)}] }) { totalCount } }`,
  (_, size) => `{ leads(filter: { search: ${'['.repeat(size)}${']'.repeat(size)} }) { totalCount } }`,
  (_, size) => `{ leads(filter: ${'{ search: '.repeat(size)}"x"${' }'.repeat(size)}) { totalCount } }`,
  (_, size) => `query (${Array.from({ length: size }, (_, i) => `$v${i}: Int = ${i}`).join(' ')}) { viewer { name } }`,
  (_, size) => `query ($v: ${'['.repeat(size)}Int${']'.repeat(size)}) { viewer { name } }`,
  (_, size) => `{ leads(first: ${'9'.repeat(size)}) { edges { node { id } } } }`,
  (_, size) => `{ leads(filter: { search: """${'\n '.repeat(size)}""" }) { totalCount } }`,
  (_, size) => `{ ${'a'.repeat(size * 10)} }`,
  (_, size) => `{ viewer { name } } # ${'x'.repeat(size * 10)}`,
  (_, size) => `{ __schema { types ${'{ fields { type '.repeat(Math.min(size, 40))} { name } ${'} }'.repeat(Math.min(size, 40))} } }`,
  (_, size) => `{ __type(name: "Lead") ${'{ ofType '.repeat(size)} { name } ${'}'.repeat(size)} }`,
  (random, size) => `{ lead(email: ${JSON.stringify(pick(random, strangeTexts).slice(0, size))}) { id } }`,
  (random, size) => Array.from({ length: size }, () => String.fromCharCode(random(0x3000))).join(''),
]

/** Makes cases for ever, the same for the same seed. `given` are documents that are right. */
export function createCases(
  schema: GraphQLSchema,
  options: { random: Random; documents: readonly [string, ...string[]]; knownIds: readonly string[] },
): { mutated(): Case; exactly(document: string): Case } {
  const { random, documents, knownIds } = options
  const [firstName = 'Query', ...otherNames] = Object.values(schema.getTypeMap()).flatMap((type) => [
    type.name,
    ...('getFields' in type ? Object.keys(type.getFields()) : []),
  ])
  const names: readonly [string, ...string[]] = [firstName, ...otherNames]
  const nodes = schema.getType('Node')
  const [firstNode = 'Lead', ...otherNodes] =
    nodes && 'getFields' in nodes && 'getInterfaces' in nodes && nodes.name === 'Node' ? nodeNames(schema) : []
  const valueFor = hostileValues(random, knownIds, [firstNode, ...otherNodes])

  /** What an operation's own variables could be. */
  function variablesFor(document: string): Record<string, unknown> {
    const operation = parse(document).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return {}
    return Object.fromEntries(
      (operation.variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
        // typeFromAST is overloaded by the kind of node; what is no input type is no variable.
        const type =
          node.kind === Kind.NAMED_TYPE
            ? typeFromAST(schema, node)
            : node.kind === Kind.LIST_TYPE
              ? typeFromAST(schema, node)
              : typeFromAST(schema, node)
        const isLeftOut = random(8) === 0 && node.kind !== Kind.NON_NULL_TYPE
        return isInputType(type) && !isLeftOut ? [[variable.name.value, valueFor(type)]] : []
      }),
    )
  }

  return {
    exactly: (document) => ({ path: '/graphql', query: document, variables: variablesFor(document) }),
    mutated() {
      const path = random(10) === 0 ? '/exports' : '/graphql'
      if (random(5) === 0) return { path, query: pick(random, shapes)(random, 1 + random(random(10) === 0 ? 3_000 : 60)), variables: {} }
      const document = pick(random, documents)
      return { path, query: withOtherWords(random, document, names), variables: variablesFor(document) }
    },
  }
}

/** Types that `node(id)` gives. */
function nodeNames(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node') ? [type.name] : [],
  )
}
