const marks: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  ' ': ' ',
  '→': '->',
  ß: 'ss',
  '×': 'x',
}

/** A line that every terminal and log shows: accents fall off, what has no Latin letter becomes "?", control characters too. */
export function plainAscii(line: string): string {
  return line
    .replace(/[‘’“”–—…\u00a0→ß×]/gu, (mark) => marks[mark] ?? '?')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\n\x20-\x7e]/gu, '?')
}

/** JSON in plain ASCII; nothing is lost, everything else is escaped. */
export function asciiJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
