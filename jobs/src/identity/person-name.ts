import { withoutInvisible } from './invisible-text.ts'
import { remembered } from './remembered.ts'
import { repairedEncoding } from './repaired-encoding.ts'

/** A person's name as it may be shown, and the name to greet with. Null means that nothing usable was given. */
export type PersonName = {
  firstName: string | null
  lastName: string | null
  fullName: string | null
  /** Null: greet without a name. Never an initial, a placeholder, all caps, or anything with digits or markup in it. */
  greetingName: string | null
}

export type GivenName = { firstName?: string | null; lastName?: string | null; fullName?: string | null }

const HONORIFIC =
  /^(?:(?:mr|mrs|ms|mx|miss|dr|prof|professor|sir|dame|lord|lady|rev|hon|herr|hr|frau|fr|mme|mlle|sr|sra|srta|dipl|ing|med|mag|dott|dottssa|ir|drs|mgr)\.(?:[- ]*|$)|m\.\s*(?=\p{L}{2})|(?:mr|mrs|ms|mx|miss|dr|prof|professor|sir|dame|rev|herr|frau|mme|mlle|sra|srta|dott)(?:\s+|$)|dipl\.?-\p{L}+\.?\s+)+/iu

const CREDENTIALS =
  'ph\\.?\\s?d|m\\.?b\\.?a|e\\.?m\\.?b\\.?a|m\\.?d|j\\.?d|m\\.?sc?|b\\.?sc|b\\.?a|m\\.?a|ll\\.?[mb]|d\\.?b\\.?a|ed\\.?d|cpa|cgma|cfa|cma|acca|aca|fca|pmp|p\\.?eng|pe|cipd|mcipd|fcipd|sphri?|phri?|shrm-s?cp|cissp|rn|esq|obe|mbe|cbe|frsa|chrp|ccp|csm|cscp|psm|mrics|frics|riba|cfp|cphr|c\\.?eng'
/** Titles after a comma or after the name. */
const CREDENTIAL_TAIL = new RegExp(`(?:\\s*,\\s*|\\s+)(?:(?:${CREDENTIALS})\\.?)(?=$|[\\s,])`, 'giu')
const ONLY_CREDENTIALS = new RegExp(`^(?:(?:${CREDENTIALS}|jr|sr|ii|iii|iv)\\.?[\\s,]*)+$`, 'iu')
const GENERATION_TAIL = /(?:\s*,\s*|\s+)(?:jr|sr|ii|iii|iv)\.?$/iu

/** Placeholders. Capital "Null", "Na", "Nan" are names of real people, so case counts where it can. */
const JUNK =
  /^(?:[\p{P}\p{S}\s]*|null|NULL|nan|NaN|NA|n\/a|N\/A|#N\/A|#REF!|[Uu]ndefined|[Nn]one|NONE|[Uu]nknown|UNKNOWN|nil|NIL|\(blank\)|tbd|TBD)$/u
/** First names that name nobody; written to a person they read like a machine. */
const NOBODY =
  /^(?:null|none|nil|unknown|undefined|n\/?a|test|info|admin|administrator|sales|support|office|team|contact|hr|marketing|accounts|user|customer|there|sir|madam|first ?name)$/i
const GREETABLE = /^\p{L}[\p{L}\p{M}'’·. -]{0,39}$/u

/** Parts of names that are remembered: first names repeat, and each stage of a run asks for the same people. */
const MOST_REMEMBERED = 5_000

function cleaned(text: string | null | undefined): string {
  return tidied((text ?? '').slice(0, 400))
}

const tidied = remembered(MOST_REMEMBERED, (text) => {
  // The encoding first: read wrongly, letters hide among controls and soft hyphens.
  const tidy = withoutInvisible(repairedEncoding(text))
    .replace(/\p{Cc}/gu, ' ')
    .normalize('NFC')
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/["“”„«»][^"“”„«»]*["“”„«»]/gu, ' ')
    .replace(/[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|\u20E3/gu, ' ')
    .replace(/\s+(?:she|he|they|ze)\s*\/\s*(?:her|him|them|hers|his|they|she|he)\b.*$/iu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return JUNK.test(tidy) ? '' : tidy
})

function withoutTitles(text: string): string {
  const bare = text.replace(HONORIFIC, '').trim()
  let tail = bare
  for (let before = ''; before !== tail; ) {
    before = tail
    tail = tail
      .replace(GENERATION_TAIL, '')
      .replace(CREDENTIAL_TAIL, '')
      .replace(/[\s,;|–-]+$/u, '')
      .trim()
  }
  return JUNK.test(tail) ? '' : tail
}

/** "MCKENNA" and "o'neill" as they are written; a name with a capital and a small letter stays as its owner writes it. */
function cased(name: string): string {
  const shouted = name === name.toUpperCase() && name !== name.toLowerCase()
  const whispered = name === name.toLowerCase() && name !== name.toUpperCase()
  if (!shouted && !whispered) return name
  // One or two capitals are initials as often as a name (AJ, Jo): they stay.
  if (shouted && name.replace(/[^\p{L}]/gu, '').length <= 2) return name
  // Turkish İ decomposes into an i with a dot of its own.
  const lower = name.toLowerCase().normalize('NFC').replaceAll('i\u0307', 'i')
  return lower
    .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replace(/(?<=[\s'’-]|^)Mc(\p{L})(?=\p{L}{2})/gu, (_, letter: string) => `Mc${letter.toUpperCase()}`)
    .replace(/(?<=\p{L}{2})(['’])S\b/gu, '$1s')
}

const shownPart = remembered(MOST_REMEMBERED, (part) => cased(withoutTitles(part)))

/** "Smith, John" in one field; not "Smith, MBA". */
function reversed(text: string): [first: string, last: string] | null {
  const [last = '', first = '', ...more] = text.split(',').map((part) => part.trim())
  if (last === '' || first === '' || more.length > 0 || ONLY_CREDENTIALS.test(first)) return null
  return [first, last]
}

function greetingOf(firstName: string): string | null {
  const withoutMiddle = firstName.replace(/\s+\p{L}\.?$/u, '')
  if (!GREETABLE.test(withoutMiddle) || NOBODY.test(withoutMiddle)) return null
  const letters = withoutMiddle.replace(/[^\p{L}]/gu, '')
  const isInitial =
    /^\p{L}\.|^\p{L}(?:\s|$)/u.test(withoutMiddle) && /\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek}/u.test(withoutMiddle)
  const isShouted = letters === letters.toUpperCase() && letters !== letters.toLowerCase()
  return isInitial || isShouted ? null : withoutMiddle
}

/**
 * Reads a name as exports give it: honorifics, pronouns, credentials, nicknames in brackets, emoji and invisible marks go; all caps and all
 * small become ordinary; a full name in the first field or "Last, First" is taken apart. Swapped fields are not guessed. Never throws.
 */
export function readPersonName(given: GivenName): PersonName {
  let first = cleaned(given.firstName)
  let last = cleaned(given.lastName)
  const whole = cleaned(given.fullName)
  if (first === '' && last === '' && whole !== '') first = whole
  const turned = last === '' || last === first ? reversed(first) : null
  if (turned) [first, last] = turned
  first = shownPart(first)
  last = shownPart(last)
  if (last === '' && first.includes(' ')) {
    const space = first.search(/(?<!\.) (?!\p{L}\.)/u)
    if (space > 0) [first, last] = [first.slice(0, space), first.slice(space + 1)]
  } else if (last !== '' && first.toLowerCase().endsWith(` ${last.toLowerCase()}`)) {
    first = first.slice(0, -last.length - 1)
  }
  const fullName = [first, last].filter((part) => part !== '').join(' ')
  return {
    firstName: first === '' ? null : first,
    lastName: last === '' ? null : last,
    fullName: fullName === '' ? null : fullName,
    greetingName: greetingOf(first),
  }
}
