import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
  visit,
} from 'graphql'

/** What one document may be at most (api.md). Cost is points: every field one, a list its `first` times its fields. */
export const documentLimits = { depth: 12, aliases: 30, tokens: 2_000, repeats: 100, cost: 10_000, listWithoutFirst: 50 } as const

/** Each list of introspection is the whole schema, and asking for it under other names multiplies it: an alias in there counts as so many. */
const introspectionAlias = 10

export type DocumentSize = { depth: number; aliases: number; cost: number }

/** A limit that a document breaks: which, how much was used, and how to stay under it. */
export type BrokenLimit = { limit: keyof DocumentSize; allowed: number; used: number; advice: string }

type Variables = Record<string, unknown>

const advice: Record<keyof DocumentSize, string> = {
  depth: 'Ask for less deeply nested objects, or follow ids in a second query.',
  aliases: 'Use a list with a filter instead of many aliases.',
  cost: 'Ask for fewer rows (`first`) or fewer fields, and page through them.',
}

function pageSize(field: FieldNode, variables: Variables): number | null {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue
    const { value } = argument
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : value.kind === Kind.INT ? Number(value.value) : null
    return typeof given === 'number' && Number.isFinite(given) ? Math.max(1, given) : documentLimits.listWithoutFirst
  }
  return null
}

type Measure = DocumentSize & {
  /** Whether rows of a page are asked for, directly or through a fragment. */
  asksForRows: boolean
}

const nothing: Measure = { depth: 0, aliases: 0, cost: 0, asksForRows: false }
const endless: Measure = { depth: Number.POSITIVE_INFINITY, aliases: 0, cost: Number.POSITIVE_INFINITY, asksForRows: false }

/**
 * Depth, aliases and cost of one operation; fragments count wherever they are used, but each is measured once: fragments that use
 * others twice, twenty deep, would be measured a million times else. A fragment that holds itself costs infinity. Introspection has no depth.
 */
export function sizeOf(document: DocumentNode, operation: OperationDefinitionNode, given: Variables): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const variables: Variables = { ...given }
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue && !(variable.name.value in given)) variables[variable.name.value] = valueFromASTUntyped(defaultValue)
  }
  const measured = new Map<string, Measure>()

  function measureFragment(name: string): Measure {
    const known = measured.get(name)
    if (known) return known
    const fragment = fragments.get(name)
    if (!fragment) return nothing
    // Stands while the fragment is measured: met again inside, it holds itself.
    measured.set(name, endless)
    const measure = measureSelections(fragment.selectionSet)
    measured.set(name, measure)
    return measure
  }

  function measureField(field: FieldNode): Measure {
    const inner = field.selectionSet ? measureSelections(field.selectionSet) : nothing
    const isIntrospection = field.name.value.startsWith('__')
    const rows = pageSize(field, variables) ?? (inner.asksForRows ? documentLimits.listWithoutFirst : 1)
    return {
      depth: isIntrospection ? 0 : inner.depth + 1,
      aliases: inner.aliases * (isIntrospection ? introspectionAlias : 1) + (field.alias ? 1 : 0),
      cost: 1 + inner.cost * rows,
      asksForRows: field.name.value === 'edges' || field.name.value === 'nodes' || field.name.value === 'pageInfo',
    }
  }

  function measureSelections({ selections }: SelectionSetNode): Measure {
    const sum = { ...nothing }
    for (const selection of selections) {
      const part =
        selection.kind === Kind.FIELD
          ? measureField(selection)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? measureSelections(selection.selectionSet)
            : measureFragment(selection.name.value)
      sum.depth = Math.max(sum.depth, part.depth)
      sum.aliases += part.aliases
      sum.cost += part.cost
      sum.asksForRows ||= part.asksForRows
    }
    return sum
  }

  const { depth, aliases, cost } = measureSelections(operation.selectionSet)
  return { depth, aliases, cost }
}

/** The name that most answers of a document would stand under, and how many. Validating compares each with each: their square is what it costs. */
export function mostRepeated(document: DocumentNode): { name: string; count: number } {
  const counts = new Map<string, number>()
  let most = { name: '', count: 0 }
  visit(document, {
    Field({ alias, name }) {
      const key = (alias ?? name).value
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count > most.count) most = { name: key, count }
    },
  })
  return most
}

/** Every limit that is broken. */
export function brokenLimits(size: DocumentSize): BrokenLimit[] {
  return (['depth', 'aliases', 'cost'] as const)
    .filter((limit) => size[limit] > documentLimits[limit])
    .map((limit) => ({ limit, allowed: documentLimits[limit], used: size[limit], advice: advice[limit] }))
}

/** Which limit a document breaks and how to stay under it, in a sentence. */
export const limitWords = ({ limit, used, allowed, advice: how }: BrokenLimit): string =>
  `This document has ${limit === 'aliases' ? `${used} aliases` : `a ${limit} of ${used}`}, ${allowed} is the most. ${how}`
