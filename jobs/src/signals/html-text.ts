/** Entities that mail programs write; all others are left as they are, and numbers are read. */
const named: Readonly<Record<string, string>> = {
  nbsp: ' ',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  zwnj: '',
  shy: '',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  aacute: 'á',
  acirc: 'â',
  atilde: 'ã',
  ccedil: 'ç',
  iacute: 'í',
  icirc: 'î',
  ntilde: 'ñ',
  oacute: 'ó',
  ocirc: 'ô',
  otilde: 'õ',
  uacute: 'ú',
  ugrave: 'ù',
  igrave: 'ì',
  ograve: 'ò',
  iquest: '¿',
  iexcl: '¡',
}

/** A text with its entities as the characters that they stand for. */
export function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal === undefined ? (hex === undefined ? null : Number.parseInt(hex, 16)) : Number(decimal)
    if (code !== null) return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
    return named[name ?? ''] ?? whole
  })
}

const breaks = new Set(['br', 'p', 'div', 'li', 'tr', 'table', 'ul', 'ol', 'h1', 'h2', 'h3', 'h4', 'hr', 'blockquote'])
const unseen = new Set(['style', 'script', 'head', 'title'])

/** Whether a text is HTML, and not one in which somebody wrote "<" or an address in angle brackets. */
export const isHtml = (text: string): boolean =>
  /<(?:html|body|div|p|br|span|table|blockquote|a|b|i|font|meta|style)\b[^<>]{0,2000}>/i.test(text)

/**
 * The text of HTML mail as a plain one would have it: a line for each block, quoted mail marked with ">" (so that what is written below it is
 * not lost with it), nothing of styles and scripts. One pass, whose cost is the length of the mail.
 */
export function htmlText(html: string): string {
  const lines: string[] = ['']
  let quoted = 0
  let skipped: string | null = null
  const write = (text: string): void => {
    lines[lines.length - 1] += text
  }
  const breakLine = (): void => {
    lines.push(quoted > 0 ? '> ' : '')
  }
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open === -1) {
      if (skipped === null) write(html.slice(at))
      break
    }
    if (skipped === null) write(html.slice(at, open))
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open)
      if (end === -1) break
      at = end + 3
      continue
    }
    const tag = /^<(\/?)([a-z][a-z0-9]*)\b[^<>]*>/i.exec(html.slice(open, open + 4_000))
    if (tag === null) {
      // Not a tag: somebody's "<".
      if (skipped === null) write('<')
      at = open + 1
      continue
    }
    const isEnd = tag[1] === '/'
    const name = (tag[2] ?? '').toLowerCase()
    at = open + tag[0].length
    if (unseen.has(name)) skipped = isEnd ? (skipped === name ? null : skipped) : (skipped ?? name)
    if (skipped !== null || !breaks.has(name)) continue
    if (name === 'blockquote') quoted = Math.max(0, quoted + (isEnd ? -1 : 1))
    breakLine()
  }
  return decoded(lines.map((line) => line.replace(/[\t\r\n ]+/g, ' ')).join('\n'))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/(?:\n ?){3,}/g, '\n\n')
    .trim()
}
