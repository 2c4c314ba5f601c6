export type Change = { kind: 'same' | 'inserted' | 'deleted'; text: string }

const words = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}'’]+|[^\s\p{L}\p{N}]/gu) ?? []

/** The longest run of words common to both, as a table of lengths from each pair of places on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i]
      if (row) row[j] = a[i] === b[j] ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return table
}

/** What was changed between two texts, word by word. Same and inserted joined give `after`; same and deleted give `before`. */
export function wordDifference(before: string, after: string): Change[] {
  const a = words(before)
  const b = words(after)
  const lengths = commonLengths(a, b)
  const changes: Change[] = []
  const add = (kind: Change['kind'], text: string): void => {
    const last = changes.at(-1)
    if (last?.kind === kind) last.text += text
    else changes.push({ kind, text })
  }
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      add('same', left)
      i++
      j++
    } else if (left !== undefined && (right === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      add('deleted', left)
      i++
    } else if (right !== undefined) {
      add('inserted', right)
      j++
    }
  }
  return joined(changes)
}

/** Changes that only a space divides are read as one: what was there, then what replaces it. */
function joined(changes: readonly Change[]): Change[] {
  const result: Change[] = []
  let deleted = ''
  let inserted = ''
  const close = (): void => {
    if (deleted) result.push({ kind: 'deleted', text: deleted })
    if (inserted) result.push({ kind: 'inserted', text: inserted })
    deleted = ''
    inserted = ''
  }
  for (const [at, { kind, text }] of changes.entries()) {
    const between = kind === 'same' && /^ +$/.test(text) && deleted + inserted !== '' && at < changes.length - 1
    if (kind === 'same' && !between) {
      close()
      result.push({ kind, text })
      continue
    }
    if (kind !== 'inserted') deleted += text
    if (kind !== 'deleted') inserted += text
  }
  close()
  return result
}

/** How many places were changed: a deletion and the insertion that replaces it are one. */
export function countChanges(changes: readonly Change[]): number {
  return changes.filter((change, at) => change.kind !== 'same' && (at === 0 || changes[at - 1]?.kind === 'same')).length
}
