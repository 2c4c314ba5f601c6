import { foldedWords } from './folded-words.ts'
import { isPlaceholder } from './invisible-text.ts'
import { remembered } from './remembered.ts'

/** Endings that say what kind of body a company is, not which one. Written as they read after folding (no dots, no accents). */
const LEGAL_FORMS = new Set(
  (
    'ltd limited plc llp lp llc inc incorporated corp corporation co company pllc pc pa cic cio pbc gmbh mbh ag kg kgaa ohg ug ek se gbr ' +
    'sa sas sarl sasu eurl snc sl slu sau srl srls spa sapi cv bv nv vof cvba bvba ab as asa aps a/s oy oyj hf ehf kft zrt nyrt ' +
    'sro zoo spzoo doo dd ad ood eood uab sia ou lda ltda eireli me epp pte pty pvt private kk gk yk sdn bhd tbk pt jsc pjsc ojsc ooo zao fze fzco dmcc wll'
  ).split(' '),
)

/** Several words that are one legal form, in folded spelling, before single words are looked at. */
const SPELLED_FORMS: readonly (readonly [RegExp, string])[] = [
  [/ gmbh and co(?: kgaa| kg| ohg)?$/, ' gmbh'],
  [/ (?:sp z o o|spolka z o o|sp zoo)$/, ' spzoo'],
  [/ s (?:a s|a r l|r l|p a|r o|l u|l|a)$/, ' sa'],
  [/ (?:b v|n v|a b|a s)$/, ' bv'],
  [/ l (?:l c|l p|p)$/, ' llc'],
  [/ p (?:l c|c|a)$/, ' plc'],
  [/ (?:de c v|s a de c v)$/, ' cv'],
  [/ (?:public limited company|limited liability (?:company|partnership))$/, ' plc'],
]

/** "R S S Wessex" and "R.S.S. Wessex" are "rss wessex". */
function joinedInitials(words: string): string {
  return words.replace(/(?<=^| )\p{L}(?: \p{L})+(?= |$)/gu, (letters) => letters.replaceAll(' ', ''))
}

function withoutEnding(words: string, endings: ReadonlySet<string>): string {
  const shortened = SPELLED_FORMS.reduce((left, [pattern, form]) => left.replace(pattern, form), ` ${words}`)
  const last = shortened.slice(shortened.lastIndexOf(' ') + 1)
  const bare = endings.has(last) ? shortened.slice(0, shortened.lastIndexOf(' ')) : shortened
  return bare.replace(/ and$/, '').trim()
}

/** Takes endings and a leading "the" off until nothing changes; a name that is nothing else keeps its last word ("SE", "The Company"). */
function core(folded: string, endings: ReadonlySet<string>): string {
  let words = folded
  for (;;) {
    const next = joinedInitials(withoutEnding(words, endings)).replace(/^the (?=.)/, '')
    if (next === '' || next === words) return words
    words = next
  }
}

/** Company names that are remembered: colleagues stand near each other in a file, and each stage of a run asks again. */
const MOST_REMEMBERED = 5_000
/** Registers allow some 160 characters. Endings go one by one, so an unbounded name would take time by its square. */
const MAX_NAME_LENGTH = 300

/** "N/A" and "Unknown Ltd" name nobody. */
function keyOf(name: string, endings: ReadonlySet<string>): string {
  const key = isPlaceholder(name) ? '' : core(foldedWords(name), endings)
  return isPlaceholder(key) ? '' : key
}

/**
 * The name under which two spellings of a company meet: "The R.S.S. (Wessex) Limited" and "RSS Wessex Ltd" are both `rss wessex`.
 * Empty for a placeholder. Place names and "Group" stay: they tell sister companies apart.
 */
export function companyNameKey(name: string): string {
  return knownKey(name.slice(0, MAX_NAME_LENGTH))
}

const knownKey = remembered(MOST_REMEMBERED, (name) => keyOf(name, LEGAL_FORMS))

const LEGAL_FORMS_AND_GROUP = new Set([...LEGAL_FORMS, 'group', 'groupe', 'gruppe', 'grupo', 'holding', 'holdings'])

/**
 * The wider key for exclusions: as `companyNameKey`, but "Group" and "Holdings" go too and spaces don't count, since lists and exports
 * disagree on both, and writing to a customer costs more than leaving out a namesake. Empty matches nothing.
 */
export function exclusionNameKey(name: string): string {
  return knownExclusionKey(name.slice(0, MAX_NAME_LENGTH))
}

const knownExclusionKey = remembered(MOST_REMEMBERED, (name) => keyOf(name, LEGAL_FORMS_AND_GROUP).replaceAll(' ', ''))
