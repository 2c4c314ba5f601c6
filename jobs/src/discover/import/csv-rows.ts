/** A file that can't be read on: a quote that is never closed. */
export class UnreadableRowError extends Error {
  override name = 'UnreadableRowError'
}

const QUOTE = 34
const LINE_FEED = 10
const RETURN = 13

/**
 * Reads rows out of text that comes in pieces, as RFC 4180 has it and more tolerantly: rows may be of any length, a quote inside a cell is a
 * letter, and so are those around a part of a cell (`"Lewis" PhD`); empty lines are none. Lines end with LF, CRLF or, where a file has no LF,
 * CR. A line without quotes, which most are, is split at once: that is what makes a large file fast.
 */
export class CsvRows {
  readonly #separator: string
  readonly #mostCharacters: number
  #rest = ''
  #lineEnd: '\n' | '\r' | null = null

  /** `mostCharacters`: the longest row that is looked at; bounds what a quote that is never closed takes into memory. */
  constructor(separator: string, mostCharacters: number) {
    this.#separator = separator
    this.#mostCharacters = mostCharacters
  }

  /** The rows that the next piece completes. Throws UnreadableRowError behind the rows that could be read, which `rows` then holds. */
  push(piece: string, rows: string[][]): void {
    this.#read(this.#rest + piece, false, rows)
  }

  /** What is left when there are no more pieces. */
  end(rows: string[][]): void {
    this.#read(this.#rest, true, rows)
  }

  #read(text: string, isEnd: boolean, rows: string[][]): void {
    this.#lineEnd ??= text.includes('\n') ? '\n' : isEnd || text.length > this.#mostCharacters ? (text.includes('\r') ? '\r' : '\n') : null
    if (this.#lineEnd === null) {
      this.#rest = text
      return
    }
    let start = 0
    while (start < text.length) {
      const next = this.#row(text, start, this.#lineEnd, isEnd, rows)
      if (next === null) break
      start = next
    }
    this.#rest = text.slice(start)
    if (this.#rest.length > this.#mostCharacters) throw new UnreadableRowError('the row is too long')
  }

  /** Reads one row and answers where the next begins; null when the text ends before it does. */
  #row(text: string, start: number, lineEnd: '\n' | '\r', isEnd: boolean, rows: string[][]): number | null {
    const found = text.indexOf(lineEnd, start)
    if (found < 0 && !isEnd) return null
    const end = found < 0 ? text.length : found
    const line = text.slice(start, end > start && text.charCodeAt(end - 1) === RETURN ? end - 1 : end)
    if (!line.includes('"')) {
      if (line !== '') rows.push(line.split(this.#separator))
      return end + 1
    }
    return this.#quotedRow(text, start, lineEnd, isEnd, rows)
  }

  #quotedRow(text: string, start: number, lineEnd: '\n' | '\r', isEnd: boolean, rows: string[][]): number | null {
    const cells: string[] = []
    for (let at = start; ; ) {
      let cell = ''
      if (text.charCodeAt(at) === QUOTE) {
        const closed = closingQuote(text, at + 1, isEnd)
        if (closed === null) return null
        cell = text.slice(at + 1, closed).replaceAll('""', '"')
        at = closed + 1
        // Something follows that is no separator: the quotes were letters.
        if (!this.#isBorder(text, at)) cell = `"${cell}"`
      }
      const [separator, line] = [text.indexOf(this.#separator, at), text.indexOf(lineEnd, at)]
      if (separator < 0 && line < 0 && !isEnd) return null
      if (separator >= 0 && (line < 0 || separator < line)) {
        cells.push(cell + text.slice(at, separator))
        at = separator + 1
        continue
      }
      const end = line < 0 ? text.length : line
      cells.push(cell + text.slice(at, end > at && text.charCodeAt(end - 1) === RETURN ? end - 1 : end))
      rows.push(cells)
      return end + 1
    }
  }

  #isBorder(text: string, at: number): boolean {
    const code = text.charCodeAt(at)
    return at >= text.length || code === LINE_FEED || code === RETURN || text.charAt(at) === this.#separator
  }
}

/** Where the quote stands that closes a cell; null when that can't be told yet. */
function closingQuote(text: string, from: number, isEnd: boolean): number | null {
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) {
      if (isEnd) throw new UnreadableRowError('a quote is never closed')
      return null
    }
    if (text.charCodeAt(quote + 1) !== QUOTE) return quote + 1 >= text.length && !isEnd ? null : quote
    at = quote + 2
  }
}
