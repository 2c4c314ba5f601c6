/**
 * A reading of texts that lists repeat (titles, names, domains), which answers from memory what it read lately. `read` must be pure, and nobody may change
 * what it returns. `most` texts are kept at a time; then it begins anew, so that a hostile file costs no more memory than an ordinary one.
 */
export function remembered<T>(most: number, read: (text: string) => T): (text: string) => T {
  const known = new Map<string, { found: T }>()
  return (text) => {
    const before = known.get(text)
    if (before) return before.found
    if (known.size >= most) known.clear()
    const own = ownCopy(text)
    const found = read(own)
    known.set(own, { found })
    return found
  }
}

/** The same text by itself: a cell of a file is a view into the piece that it was read from, and would keep all of it. */
function ownCopy(text: string): string {
  const encoding = /^[\x20-\x7e]*$/.test(text) ? 'latin1' : 'utf16le'
  return Buffer.from(text, encoding).toString(encoding)
}
