import { UNSEEN } from '../craft/text-value.ts'

/** What must never be in a finished text. Each of these returns the words that give it away, or null. */

/** A brace of any kind, or one of the other ways in which programs mark a gap. */
const GAP =
  /[{}\uFF5B\uFF5D]+[^{}\s]{0,40}|\[(?:first|last|full|company|your|insert|name|title|recipient)\b[^\]\n]{0,40}\]|<<[^<>\n]{0,40}>>|%[A-Z][A-Z_]{2,}%|\*\|[^|\n]{0,40}\|\*|\$\([^)\n]{0,40}\)/iu

/** Case counts: Null is a family name, `null` is not. */
const RAW =
  /\b(?:undefined|null|NaN|Invalid Date)\b|\[object \w+\]|\[\s*(?:['"]|\d+\s*,)[^\]\n]{0,60}\]?|<\/?[a-zA-Z!][^>\n]{0,60}>|&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});|\b\d{4}-\d\d-\d\dT\d\d:\d\d|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/u

/** The marks that stand for a missing value, `{companyName}` or `[First Name]`. */
export function gapIn(text: string): string | null {
  return GAP.exec(text)?.[0] ?? null
}

/** Data that was printed instead of said: `undefined`, `['a', 'b']`, markup, entities, time stamps, ids. */
export function rawDataIn(text: string): string | null {
  return RAW.exec(text)?.[0] ?? null
}

/** The code of a character that nobody sees, or that turns or breaks the line, such as U+200B. Line feeds are allowed where asked. */
export function unseenIn(text: string, allowLineFeeds: boolean): string | null {
  const control = allowLineFeeds ? /[^\P{Cc}\n]|[\u2028\u2029]/u : /[\p{Cc}\u2028\u2029]/u
  const character = new RegExp(UNSEEN.source, 'u').exec(text)?.[0] ?? control.exec(text)?.[0]
  return character === undefined ? null : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
