import { isPlaceholder, withoutInvisible } from '../../identity/invisible-text.ts'
import { repairedEncoding } from '../../identity/repaired-encoding.ts'

/** Longest text that is kept of a cell, in characters; some exports put whole emails into one. */
const MAX_TEXT = 2000
/** Ordinary text needs none of the repairs below: most cells. */
const ORDINARY = /^[\p{L}\p{N} .,;:/?%@()_#*!|–—[\]-]*$/u
const ENTITIES: Record<string, string> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', nbsp: ' ', '#39': "'", '#039': "'" }

/** What a spreadsheet would show for a formula, as far as the text says so; null for what it would compute. */
function shownByFormula(text: string): string | null {
  const link = /^=\s*HYPERLINK\(\s*"[^"]*"\s*[,;]\s*"([^"]*)"\s*\)$/i.exec(text)
  if (link) return link[1] ?? null
  const quoted = /^=\s*"([^"]*)"$/.exec(text)
  return quoted ? (quoted[1] ?? null) : null
}

/**
 * The text of a cell: controls and invisible characters out, entities and wrongly read letters repaired, a formula as what it shows or not at
 * all. Null where the cell says nothing ("", "-", "N/A"). For shown text only: addresses are parsed from the raw cell, which refuses more.
 */
export function cellText(raw: string | undefined, most = MAX_TEXT): string | null {
  if (raw === undefined || raw === '') return null
  let text = raw.length > MAX_TEXT ? raw.slice(0, MAX_TEXT).toWellFormed() : raw
  if (!ORDINARY.test(text)) {
    // Excel's mark for "this is text" before what would be a formula.
    text = text.trim().replace(/^'(?=[=+@-])/, '')
    if (text.startsWith('=')) text = shownByFormula(text) ?? ''
    text = withoutInvisible(repairedEncoding(text))
      .replace(/&(amp|quot|apos|lt|gt|nbsp|#0?39);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
      .replace(/(?!\s)\p{Cc}/gu, '')
      .replace(/\s+/g, ' ')
  }
  text = text.trim().replace(/ {2,}/g, ' ')
  if (isPlaceholder(text) || /^#(?:REF|VALUE|NAME|DIV\/0|NULL|NUM)[!?]$/i.test(text)) return null
  // Not before: a formula that is longer shows less.
  return text.length > most ? text.slice(0, most).toWellFormed().trimEnd() : text
}

/** True for "True", "yes", "1", "x", "ja", "sí"; a reason or a date in a column of facts counts too when `orText`. */
export function isYes(raw: string | undefined, orText = false): boolean {
  const text = cellText(raw)?.toLowerCase() ?? ''
  if (/^(?:true|yes|y|1|x|ja|si|sí|oui|sim|wahr|on)$/.test(text)) return true
  return orText && text !== '' && !/^(?:false|no|n|0|nein|non|nao|não|falsch|off)$/.test(text)
}

/** True for a plain no; an empty cell says neither. */
export function isNo(raw: string | undefined): boolean {
  return /^(?:false|no|n|0|nein|non)$/.test(cellText(raw)?.toLowerCase() ?? '')
}
