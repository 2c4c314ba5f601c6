/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe before it, so that it is shown as text: also by the wide signs of East
 * Asian keyboards. What some spreadsheets take for the end of a cell stands in quotes, or its rest would begin one.
 */
function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)
  const safe = !isNumber && /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV (RFC 4180) with a byte order mark, without which Excel takes UTF-8 for the local encoding. */
export function toCsv(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** Hands a text, or what was read, to the person as a file. */
export function download(fileName: string, content: string | Blob, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The browser reads it after the click; a second is ample.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
