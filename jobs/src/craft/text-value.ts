/** Longest single value that a sentence can carry; company names above it are slogans. Characters. */
const LONGEST = 80
/** What is looked at at all. UTF-16 units; bounds the work that a hostile value can cause. */
const LONGEST_READ = 300

/**
 * Whatever has no glyph or turns the reading direction: zero width and directional marks, variation selectors, fillers, blank Braille, object
 * and replacement marks, lone surrogates, private use and unassigned characters.
 */
export const UNSEEN = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\uFFFD]/gu

/**
 * Every character that some system reads as a brace, bracket, angle or mark-up, with the harmless one that takes its place: ASCII, full
 * width (U+FFxx), small (U+FExx), vertical, ornamental and mathematical forms. `&amp;` comes first: exports are full of "Smith &amp; Sons".
 */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/&amp;/giu, '&'],
  [/[{[\uFF5B\uFF3B\uFE5B\uFE37\uFE47\u2774\u2772\u3014\u2045\u27E6\u2983]/gu, '('],
  [/[}\]\uFF5D\uFF3D\uFE5C\uFE38\uFE48\u2775\u2773\u3015\u2046\u27E7\u2984]/gu, ')'],
  [/[<>\uFF1C\uFF1E\uFE64\uFE65\u2039\u203A\u27E8\u27E9\u2329\u232A\u3008\u3009`\\|^~*_]/gu, ' '],
  [/&#?[\p{L}\p{N}]{1,31};/gu, ' '],
  [/[a-z][a-z0-9+.-]*:\/\/+/giu, ' '],
]

/** What exports write into an empty cell, and what programs print for nothing. Such a value is missing, wherever in the text it stands. */
const NOTHING = /\b(?:null|undefined)\b|\(object \w+\)|#?n\/a\b/iu
/** Nan is a name; as programs print it, it is not. */
const NOT_A_NUMBER = /\bNaN\b|^(?:nan|NAN)$/u
const EMPTY = /^(?:none|nil|unknown|unavailable|not available|not found|tbd|tba|n\.a\.?|\(?blank\)?|[\p{P}\p{S}\s]*)$/iu

function once(text: string): string {
  let clean = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Z}]/gu, ' ')
    .replace(UNSEEN, '')
  for (const [mark, harmless] of MARKS) clean = clean.replace(mark, harmless)
  return clean
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFC')
}

/**
 * Lead data as plain words: no braces, markup, entities, schemes, line breaks, controls, or characters without a glyph. Removing one thing
 * can join two halves of another, so it is repeated until nothing changes; each pass removes or settles something, so that ends.
 */
export function neutralised(text: string): string {
  let before = text.slice(0, LONGEST_READ)
  for (let after = once(before); after !== before; after = once(before)) before = after
  return before
}

/** The words that may stand in a sentence, or null where the value says nothing or too much. `longest` counts characters. */
export function wordsOf(value: string | null | undefined, longest: number = LONGEST): string | null {
  if (value == null) return null
  const words = neutralised(value)
  if (words.length > longest || EMPTY.test(words) || NOTHING.test(words) || NOT_A_NUMBER.test(words) || !/[\p{L}\p{N}]/u.test(words))
    return null
  return words
}
