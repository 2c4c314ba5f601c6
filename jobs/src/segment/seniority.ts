import type { seniority } from '@swarm/db/schema/lead'
import { foldedWords } from '../identity/folded-words.ts'
import { isPlaceholder, withoutInvisible } from '../identity/invisible-text.ts'
import { remembered } from '../identity/remembered.ts'
import { repairedEncoding } from '../identity/repaired-encoding.ts'
import { mendedSpelling } from './mended-spelling.ts'
import { CHIEF_FUNCTIONS, CHIEF_INITIALS, HEAD_CRAFTS, LEVEL_WORDS, PARTNER_JOBS, PARTNER_KINDS } from './seniority-vocabulary.ts'

/** Levels, most senior first; the order decides when a title names several. */
export const SENIORITIES = [
  'OWNER',
  'FOUNDER',
  'C_SUITE',
  'PARTNER',
  'VP',
  'HEAD',
  'DIRECTOR',
  'MANAGER',
  'SENIOR',
  'ENTRY',
  'INTERN',
  'UNKNOWN',
] as const satisfies Readonly<typeof seniority.enumValues>
export type Seniority = (typeof SENIORITIES)[number]

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** One expression per level over folded words, and the East Asian terms, longest first so that 副总裁 is seen before 总裁. */
const PATTERNS = new Map<string, RegExp>()
const EAST_ASIAN_TERMS: { term: string; level: Seniority }[] = []
for (const [name, words] of Object.entries(LEVEL_WORDS)) {
  const level = SENIORITIES.find((one) => one === name) ?? 'UNKNOWN'
  const spaced: string[] = []
  for (const word of words) {
    if (EAST_ASIAN.test(word)) EAST_ASIAN_TERMS.push({ term: foldedWords(word), level })
    else if (word.startsWith('*')) spaced.push(`\\p{L}{3,}${foldedWords(word)}`)
    else spaced.push(foldedWords(word))
  }
  PATTERNS.set(level, new RegExp(`(?<![\\p{L}\\p{N}])(?:${spaced.join('|')})(?![\\p{L}\\p{N}])`, 'u'))
}
EAST_ASIAN_TERMS.sort((one, other) => other.term.length - one.term.length)

function says(level: keyof typeof LEVEL_WORDS, words: string): boolean {
  return PATTERNS.get(level)?.test(words) ?? false
}

/** What comes after these is somebody else's title: "Assistant to the CEO", "PA to the Managing Director and CFO". */
const SERVES =
  /\b(assistant|pa|ea|secretary|aide|adviser|advisor|deputy|counsel|coach|support|assistenz|assistentin|assistent|assistante|asistente|assistente|asystent|asystentka|sekretär|sekretärin|sekretariat|secrétaire|secretaire|secretaria|secretario|secretária|right hand)\s+(?:to|of|der|des|du|de la|del|do|da|de|di|van|von)\s+(?:the\s+)?.*$/iu
const TO_CHIEF =
  /\s+(?:to|reporting to|reports to|supporting|on behalf of)\s+(?:the\s+|our\s+)?(?:group\s+|deputy\s+)?(?:c[a-z]{1,3}o|chief|president|chair\w*|founders?|owners?|managing|director|md|vp|vice|executive|board|partners?)\b.*$/iu
const OFFICE_OF = /\b(?:office of (?:the )?[\p{L} ]+|(?:ceo|cfo|coo|cto|founder|president|chairman)(?:['’]?s)?\s+office)\b/giu
/** "former" governs everything up to the next mark, "ex-" only the word it is fixed to; a wish is no title either. */
const FORMER =
  /(?<!\p{L})(?:former(?:ly)?|previous(?:ly)?|prev\.|one-?time|retired|ehemalige[rn]?|ancien(?:ne)?|antigu[oa]|ehem\.)\s[^,;|/()\n]*/giu
const NOT_NOW =
  /(?<!\p{L})(?:past|aspiring|future|wannabe|would-be)\s+(?:c\p{L}{1,3}o|chief|president|chair\p{L}*|founder|owner|director|vp|vice|manager|leader|partner)(?!\p{L})[^,;|/()\n]*/giu
const EX = /(?<!\p{L})ex[- ](?:(?:vice[- ]president|managing director|\p{L}+)(?:\s+of\s+\p{L}+)?)/giu
const AFTERWARDS = /[^,;|/()\n]*(?:\b(?:emeritus|emerita)(?!\p{L})|\(\s*(?:retired|ret\.?|former|formerly|emeritus)\s*\))/giu

/** "C E O": put together before a lone letter is taken for the Spanish or Italian "and". */
const SPACED_INITIALS = /(?<![\p{L}\p{N}])\p{Lu}(?: \p{Lu}){1,3}(?![\p{L}\p{N}])/gu

/** Parts of a title that stand by themselves, cleaned of employers, former jobs and other people's titles. */
function currentParts(title: string): string[] {
  return title
    .replace(SPACED_INITIALS, (letters) => letters.replaceAll(' ', ''))
    .split(/[|•·;\n\r\t]+|\s+[–—]\s+/u)
    .map((part) =>
      part
        .replace(AFTERWARDS, ' ')
        .replace(/\((?=[^)]*\b(?:former|ex|retired|previous)\b)[^)]*\)/giu, ' ')
        .replace(FORMER, ' ')
        .replace(NOT_NOW, ' ')
        .replace(EX, ' ')
        .replace(OFFICE_OF, ' ')
        .replace(SERVES, '$1')
        .replace(TO_CHIEF, '')
        .replace(/\s+(?:@|at|bei|chez)\s+.*$/iu, '')
        .replace(/\s+-\s+responsible for\b.*$/iu, ''),
    )
    .flatMap((part) => part.split(/[,/()+]|\s+-\s+|\s*&\s*|\s+(?:and|und|et|y|e|en|og|och|i)\s+/iu))
    .map((part) => mendedSpelling(spelledTogether(foldedWords(part))))
    .filter((part) => part !== '')
}

/** "c e o" and "v p" come from "C.E.O." and "V.P.". */
function spelledTogether(words: string): string {
  return words.replace(/(?<![\p{L}\p{N}])\p{L}(?: \p{L}){1,4}(?![\p{L}\p{N}])/gu, (letters) => letters.replaceAll(' ', ''))
}

/** The word with its abbreviations. */
const OFFICER = new Set(['officer', 'ofcr', 'offr', 'ofc'])

function isChiefOfficer(words: string): boolean {
  const tokens = words.split(' ')
  if (tokens.some((token) => CHIEF_INITIALS.has(token))) return true
  const chief = tokens.indexOf('chief')
  if (chief < 0 || tokens[chief + 1] === 'of') return false
  const after = tokens.slice(chief + 1)
  const officer = after.findIndex((token) => OFFICER.has(token))
  if (officer >= 0 && officer <= 5) return true
  return after.length > 0 && after.every((token) => CHIEF_FUNCTIONS.has(token))
}

function isShareholdingPartner(words: string): boolean {
  if (says('PARTNER', words)) return true
  const tokens = words.split(' ')
  const at = tokens.indexOf('partner')
  if (at < 0) return false
  const before = tokens.slice(0, at)
  const after = tokens[at + 1]
  // "Partner" opens the title or closes it after a kind; "Partner Manager" and "Partner Marketing" go on with a job.
  if (after !== undefined && PARTNER_JOBS.has(after)) return false
  if (tokens.slice(at + 1).some((token) => ['manager', 'director', 'specialist', 'coordinator', 'lead'].includes(token))) return false
  return before.every((token) => PARTNER_KINDS.has(token)) || PARTNER_KINDS.has(before.at(-1) ?? '')
}

function isHead(words: string): boolean {
  if (!says('HEAD', words) || says('MANAGER', words)) return false
  const tokens = words.split(' ')
  const at = tokens.indexOf('head')
  return at < 0 || !HEAD_CRAFTS.has(tokens[at + 1] ?? '')
}

/** Whole titles of two letters that only mean one thing where they are used. */
const SHORT_CHIEFS = new Set(['gf', 'dg'])
/** A French chef leads something, unless it is a kitchen or an orchestra. */
const CHEF_OF = /^(?:chef|cheffe|sous chef) (?:de |des |du |d)(?!cuisine|partie|rang|orchestre)\p{L}/u

/** Titles in which a word of rank belongs to something else: a product's owner, the founder's office, an officer's helper. */
const NOT_THE_OWNER =
  /\b(?:product|process|service|data|system|platform|feature|risk|control|budget|solution|application|backlog|value stream|home|pet|dog|account|content|property) owners?\b|\bowners? (?:relations|services|representative|success|support|rep|operations manager)\b|\bfounders? (?:associate|relations|success|office|s associate|programme?|community)\b/u
const HELPER =
  /(?:^|\s)(?:assistant|assistants|secretary|receptionist|assistenz|assistentin|assistent|assistante|asistente|assistente|sekretarin|secretaire|secretaria)$/u

const RUNS_INTERNS =
  /\b(?:intern(?:ship)?s? (?:program\w*|coordinator|manager|supervisor|recruit\w*|lead|director)|(?:trainee|apprentice(?:ship)?)s? (?:program\w*|scheme|coordinator|supervisor|recruit\w*))\b/
/** "lead" as what marketing looks for. */
const SALES_LEADS = /\bleads? (?:gen|generation|qualification|qualifier|management|research\w*|nurtur\w*)\b/
const EAST_ASIAN_HELPER = /(?:助理|助手|秘书|秘書|비서)$/u

/** The level of one part, or null when no word of it says one. */
function levelOf(words: string): Seniority | null {
  if (EAST_ASIAN_HELPER.test(words)) return 'ENTRY'
  const eastAsian = EAST_ASIAN_TERMS.find(({ term }) => words.includes(term))
  if (eastAsian) return eastAsian.level
  if (says('INTERN', words) && !RUNS_INTERNS.test(words)) return 'INTERN'
  if (HELPER.test(words)) return 'ENTRY'
  const owned = words.replace(NOT_THE_OWNER, ' ')
  const founder = PATTERNS.get('FOUNDER')?.exec(owned)
  const owner = PATTERNS.get('OWNER')?.exec(owned)
  if (founder && owner) return owner.index < founder.index ? 'OWNER' : 'FOUNDER'
  if (founder) return 'FOUNDER'
  if (owner) return 'OWNER'
  const isVp = says('VP', words)
  if (isVp) return /\b(?:assistant|associate|asst|assoc) (?:vp|vice president)\b/.test(words) ? 'DIRECTOR' : 'VP'
  if (SHORT_CHIEFS.has(words)) return 'C_SUITE'
  // Whoever stands in for the first of all is one of them; the others' deputies are not.
  if (/\bdeputy (?:group )?(?:ceo|chief exec\w*)\b/.test(words)) return 'C_SUITE'
  if (isChiefOfficer(words)) return /\b(?:deputy|assistant|associate|vice) /.test(words) ? 'VP' : 'C_SUITE'
  if (/\b(?:assistant|associate|asst|assoc) general counsel\b/.test(words)) return 'DIRECTOR'
  if (says('C_SUITE', words) && !/\bchair of\b.*\b(?:department|committee)\b|\bpresidents? club\b/.test(words)) return 'C_SUITE'
  if (isShareholdingPartner(words)) return 'PARTNER'
  if (isHead(words)) return 'HEAD'
  if (/\b(?:assistant|associate|deputy) (?:general|country) manager\b/.test(words)) return 'MANAGER'
  if (says('DIRECTOR', words)) return 'DIRECTOR'
  if (says('MANAGER', words) || CHEF_OF.test(words)) return 'MANAGER'
  if (/\bassociate (?:attorney|lawyer|solicitor|counsel|adviser|advisor)\b/.test(words)) return 'ENTRY'
  if (/^founding (?!partner)\p{L}/u.test(words)) return 'SENIOR'
  if (says('SENIOR', words.replace(SALES_LEADS, ' ')) || says('HEAD', words) || /\bpartner$/.test(words)) return 'SENIOR'
  return null
}

/** What people write where a title should stand: that they have none, or where to look. */
const NO_TITLE =
  /^\W*(?:(?:currently |actively )?(?:open to|seeking|looking for|searching for|in search of|available for|exploring)\b|(?:see|view|check) (?:my )?(?:linkedin|profile|bio|website)|(?:currently )?(?:unemployed|between jobs|between roles|in transition|on sabbatical|job ?seeker|arbeitssuchend|en recherche|en búsqueda|in cerca)|#?(?:opentowork|hiring)\b)/iu

/** Beside a doctor's work "MD" is the degree, not a managing director. */
const DOCTOR = /\b(?:physician|doctor|surgeon|medical|medicine|hospitalist|\w+ologist|p(?:a)?ediatric\w*|clinical)\b/iu
const DEGREE = /\bM\.?D\b\.?/gu

/** Titles that were read lately: lists say "CEO" a thousand times, and reading one is most of what a score costs. */
const titleRead = remembered(10_000, readTitle)

/**
 * Reads a level out of a job title in any wording. Founder and owner win over chief, the current role over a former one; "Assistant to" is
 * ENTRY; a title without any word of rank is ENTRY; nothing readable is UNKNOWN. Never throws.
 */
export function seniorityOf(title: string | null | undefined): Seniority {
  return titleRead((title ?? '').slice(0, 500))
}

function readTitle(title: string): Seniority {
  const text = withoutInvisible(repairedEncoding(title))
    .normalize('NFKC')
    .replace(/["“”„«»*]/gu, ' ')
    .trim()
  if (isPlaceholder(text) || NO_TITLE.test(text)) return 'UNKNOWN'
  const parts = currentParts(DOCTOR.test(text) ? text.replace(DEGREE, ' ') : text)
  const levels = parts.map(levelOf).filter((level) => level !== null)
  // An apprentice is one even when the department has a manager; whoever runs things and also trains is not.
  const best = SENIORITIES.find((level) => levels.includes(level))
  if (best !== undefined) return levels.includes('INTERN') && (best === 'SENIOR' || best === 'ENTRY') ? 'INTERN' : best
  // Nobody to write to about a decision, but not nothing known either.
  if (parts.length === 0 && /\bretired\b/iu.test(text)) return 'ENTRY'
  return parts.some((part) => /\p{Script=Latin}{3,}|^(?:it|hr|pr|qa|pa|ea)\b/u.test(part)) ? 'ENTRY' : 'UNKNOWN'
}
