import { type DocumentNode, visit } from 'graphql'

/** NUL, which PostgreSQL can't store, or half of a surrogate pair, which no encoding can. */
export const isNoText = (value: string): boolean => !value.isWellFormed() || value.includes('\u0000')

/** Levels that a value may have in another: more than any input of ours, far fewer than would exhaust the stack of whatever reads it. */
const mostLevels = 100

/** Whether a JSON value is nested deeper than anything that is read here may be. */
export function isTooDeep(value: unknown, levels = mostLevels): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1))
}

/** Where in a JSON value there is a string or name that is no text; null when all of it is. */
export function noTextIn(value: unknown, path: readonly string[] = []): string[] | null {
  if (typeof value === 'string') return isNoText(value) ? [...path] : null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, inner] of Object.entries(value)) {
    if (isNoText(name)) return [...path]
    const found = noTextIn(inner, [...path, name])
    if (found) return found
  }
  return null
}

const known = new WeakMap<DocumentNode, string[] | null>()

/** The same for the values that are written in a document; looked for once in each. */
export function noTextInDocument(document: DocumentNode): string[] | null {
  const before = known.get(document)
  if (before !== undefined) return before
  let found: string[] | null = null
  visit(document, {
    StringValue({ value }) {
      if (isNoText(value)) found ??= []
    },
  })
  known.set(document, found)
  return found
}
