/** What stands at a path of a row: the cells of a list one after the other, anything nested as JSON. */
function cellAt(row: unknown, path: readonly string[]): string {
  if (row === null || row === undefined) return ''
  if (Array.isArray(row)) return row.map((part) => cellAt(part, path)).join('; ')
  const [name, ...rest] = path
  if (name !== undefined) return typeof row === 'object' ? cellAt(Object.entries(row).find(([key]) => key === name)?.[1], rest) : ''
  return typeof row === 'object' ? JSON.stringify(row) : String(row)
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it, so that it is shown as text; numbers stay numbers. */
function csvCell(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)
  const safe = !isNumber && /^[\s\p{C}]*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/u.test(text) ? `'${text}` : text
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line (RFC 4180), with its end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

export const csvRow = (row: unknown, paths: readonly (readonly string[])[]): string => csvLine(paths.map((path) => cellAt(row, path)))
