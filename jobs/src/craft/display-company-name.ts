import { SHORT_WORDS } from './short-words.ts'

const FORMS =
  'inc|llc|l\\.l\\.c|ltd|limited|llp|lp|plc|corp|corporation|gmbh|ag|kg|se|sa|s\\.a|sas|sarl|srl|s\\.r\\.l|spa|s\\.p\\.a|bv|b\\.v|nv|n\\.v|ab|as|oy|aps|pty|pte|pvt|pllc|pc|p\\.c'
/** A legal form at the end, also behind a bracket: "(U.K.)Ltd". */
const legalForm = (forms: string): RegExp => new RegExp(`(?:(?:\\s*[,&+]\\s*|\\s+|(?<=\\)))\\(?(?:${forms})\\)?\\.?)+$`, 'iu')
const LEGAL_FORM = legalForm(`${FORMS}|co|company`)
/** "The Walt Disney Company" is not said without its last word. */
const LEGAL_FORM_OF_THE = legalForm(FORMS)

/** Words of a shouted name that are initials, though they could be read as words. */
const INITIALS = new Set(['UK', 'US', 'USA', 'EU', 'UAE', 'NY', 'IT', 'AI', 'IO', 'HR', 'PR', 'TV', 'EMEA', 'APAC', 'II', 'III', 'IV'])
/** Words that stay small within a name. */
const SMALL = new Set(['AND', 'OF', 'THE', 'FOR', 'IN', 'AT', 'BY', 'DE', 'LA', 'DU', 'VAN', 'VON', 'UND'])

/** One word of a shouted name: initials stay ("BB", "ICF", "UK", "A24"), the rest is a word. */
function spokenWord(word: string, isFirst: boolean): string {
  // "U.K.", "A.B.C": initials with their dots.
  if (/^(?:\p{Lu}\.)+\p{Lu}?\.?$/u.test(word)) return word
  const small = word.toLowerCase()
  if (/^\d+(?:ST|ND|RD|TH)$/.test(word)) return small
  const letters = word.replace(/\P{L}/gu, '')
  if (INITIALS.has(letters) || /\d/.test(word)) return word
  const isShort = letters.length > 1 && letters.length <= 3
  if (isShort && !SMALL.has(word) && !SHORT_WORDS.has(letters.toLowerCase())) return word
  if (letters.length === 4 && !/[AEIOUYÀ-ÖØ-ÝŒ]/u.test(letters)) return word
  if (SMALL.has(word) && !isFirst) return small
  // "O'Brien", and never "Macy'S".
  return small
    .replace(/^\P{L}*\p{L}/u, (start) => start.toUpperCase())
    .replace(/^(\p{L}['’])(\p{L})(?=\p{L})/u, (_, before: string, letter: string) => before + letter.toUpperCase())
}

/** One word of a name that was typed without capitals: "angel human resources". */
function capitalised(word: string, isFirst: boolean): string {
  const loud = word.toUpperCase()
  if (loud === 'UK' || loud === 'USA') return loud
  return SMALL.has(loud) && !isFirst ? word : word.replace(/^\p{L}/u, (letter) => letter.toUpperCase())
}

/** A company's name as one would say it: without legal form, and neither shouted nor mumbled. The name as it is where nothing else would be left. */
export function displayCompanyName(name: string): string {
  // What stands in brackets at the end is a former name, a place or a note.
  const withoutNote = (text: string): string => text.replace(/\s*(?:\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\})\s*$/u, '')
  const given = name.slice(0, 200).replace(/[®™©]/gu, '').replace(/&amp;/giu, '&').trim()
  const named = withoutNote(given)
  const form = /^the\s/iu.test(named) ? LEGAL_FORM_OF_THE : LEGAL_FORM
  // What a form took out of a bracket leaves the bracket open.
  const bare = withoutNote(named.replace(form, '').trim()).replace(/\s*[([{][^()[\]{}]*$/u, '')
  const shown = bare === '' ? given || name.trim() : bare
  const letters = shown.replace(/[^\p{L}]/gu, '')
  const words = shown.split(/([\s/:-]+)/)
  // One word in small letters is a brand (bik) and stays.
  const isSmall = letters !== letters.toUpperCase() && letters === letters.toLowerCase() && /^\p{L}\S*\s/u.test(shown)
  if (isSmall) return words.map((word, place) => capitalised(word, place === 0)).join('')
  // Short ones are initials (IBM, KPMG) and stay.
  if (letters.length <= 5 || letters !== letters.toUpperCase() || letters === letters.toLowerCase()) return shown
  return words.map((word, place) => spokenWord(word, place === 0)).join('')
}
