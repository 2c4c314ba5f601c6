import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'

/** What one document may be at most (api.md). Cost is points: every field one, a list its `first` times its fields. */
export const documentLimits = { depth: 12, aliases: 30, tokens: 2_000, cost: 10_000, listWithoutFirst: 50 } as const

export type DocumentSize = { depth: number; aliases: number; cost: number }

/** A limit that a document breaks: which, how much was used, and how to stay under it. */
export type BrokenLimit = { limit: keyof DocumentSize; allowed: number; used: number; advice: string }

type Variables = Record<string, unknown>

const advice: Record<keyof DocumentSize, string> = {
  depth: 'Ask for less deeply nested objects, or follow ids in a second query.',
  aliases: 'Use a list with a filter instead of many aliases.',
  cost: 'Ask for fewer rows (`first`) or fewer fields, and page through them.',
}

function pageSize(field: FieldNode, variables: Variables): number {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue
    const { value } = argument
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : value.kind === Kind.INT ? Number(value.value) : null
    if (typeof given === 'number' && Number.isFinite(given)) return Math.max(1, given)
  }
  return documentLimits.listWithoutFirst
}

/** Depth, aliases and cost of one operation; fragments count where they are used. A fragment that holds itself costs infinity. */
export function sizeOf(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  let aliases = 0

  function measure(selections: SelectionSetNode, open: readonly string[]): { depth: number; cost: number } {
    let depth = 0
    let cost = 0
    const add = (inner: { depth: number; cost: number }) => {
      depth = Math.max(depth, inner.depth)
      cost += inner.cost
    }
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.alias) aliases += 1
        const inner = selection.selectionSet ? measure(selection.selectionSet, open) : { depth: 0, cost: 0 }
        const isPage = selection.selectionSet?.selections.some((child) => child.kind === Kind.FIELD && (child.name.value === 'edges' || child.name.value === 'nodes'))
        add({ depth: inner.depth + 1, cost: 1 + inner.cost * (isPage ? pageSize(selection, variables) : 1) })
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(measure(selection.selectionSet, open))
      } else {
        const fragment = fragments.get(selection.name.value)
        if (!fragment) continue
        if (open.includes(selection.name.value) || open.length > documentLimits.depth * 2) {
          add({ depth: Number.POSITIVE_INFINITY, cost: Number.POSITIVE_INFINITY })
        } else add(measure(fragment.selectionSet, [...open, selection.name.value]))
      }
    }
    return { depth, cost }
  }

  const { depth, cost } = measure(operation.selectionSet, [])
  return { depth, aliases, cost }
}

/** Every limit that is broken. */
export function brokenLimits(size: DocumentSize): BrokenLimit[] {
  return (['depth', 'aliases', 'cost'] as const)
    .filter((limit) => size[limit] > documentLimits[limit])
    .map((limit) => ({ limit, allowed: documentLimits[limit], used: size[limit], advice: advice[limit] }))
}
