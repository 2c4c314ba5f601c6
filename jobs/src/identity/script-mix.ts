/** The scripts whose letters are told apart here; a letter of any other script counts as one more script of its own. */
const SCRIPTS = {
  Latin: /\p{Script=Latin}/u,
  Greek: /\p{Script=Greek}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Armenian: /\p{Script=Armenian}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Arabic: /\p{Script=Arabic}/u,
  Devanagari: /\p{Script=Devanagari}/u,
  Thai: /\p{Script=Thai}/u,
  Georgian: /\p{Script=Georgian}/u,
  Han: /\p{Script=Han}/u,
  Hiragana: /\p{Script=Hiragana}/u,
  Katakana: /\p{Script=Katakana}/u,
  Bopomofo: /\p{Script=Bopomofo}/u,
  Hangul: /\p{Script=Hangul}/u,
} as const

/** Writing systems that use several scripts at once, with Latin as everybody does (Unicode TS 39, "highly restrictive"). */
const COMBINATIONS: readonly ReadonlySet<string>[] = [
  new Set(['Latin', 'Han', 'Hiragana', 'Katakana']),
  new Set(['Latin', 'Han', 'Bopomofo']),
  new Set(['Latin', 'Han', 'Hangul']),
]

/** Cyrillic and Greek letters that are drawn like Latin ones (the lists browsers use): a word of nothing else imitates a Latin word. */
const LATIN_LOOKALIKES = /^(?:[асԁеһіјӏорԛѕԝхуъьҽпгѵѡ\d-]+|[αγικνορτυωηχ\d-]+)$/u

function scriptsOf(text: string): Set<string> {
  // Nearly all there is, and every delivery asks: plain letters are Latin.
  if (/^[\x20-\x7e]*$/.test(text)) return new Set(/[a-z]/i.test(text) ? ['Latin'] : [])
  const found = new Set<string>()
  for (const character of text) {
    if (!/[\p{L}]/u.test(character)) continue
    const name = Object.entries(SCRIPTS).find(([, pattern]) => pattern.test(character))?.[0]
    if (name) found.add(name)
    else if (!/\p{Script=Common}|\p{Script=Inherited}/u.test(character)) found.add('Other')
  }
  return found
}

/** True when the letters come from scripts that no writing system uses together (Latin `a` and Cyrillic `а` in one word). */
export function mixesScripts(text: string): boolean {
  const scripts = scriptsOf(text)
  if (scripts.size <= 1) return false
  return !COMBINATIONS.some((allowed) => [...scripts].every((script) => allowed.has(script)))
}

/** True for a word spelled wholly in foreign letters that look Latin (`аррӏе`). */
export function imitatesLatin(word: string): boolean {
  return /\p{L}/u.test(word) && LATIN_LOOKALIKES.test(word)
}
