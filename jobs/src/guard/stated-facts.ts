import type { EvidenceKind } from '../craft/evidence.ts'

/** Words that state a fact about whoever is addressed, and their place (UTF-16 offsets, end excluded). */
export type StatedFact = {
  words: string
  start: number
  end: number
  /** Evidence of this kind anywhere in the draft is enough to say so. */
  kind: EvidenceKind | null
  /** A clause in words of one's own, of which evidence holds most; a number or a name must stand there as it is. */
  isClause: boolean
}

/** Takes the place of every letter of the company's name, so that patterns need not know it. */
const NAME = '\uE000'

const WORKERS =
  'team|people|company|firm|agency|business|board|staff|group|clients?|customers?|sales|revenue|headcount|offices?|stores?|shops?|product|platform|podcast|founders?|recruiters|engineers|consultants|competitors|rivals'
const SUBJECT = `(?:\\byou|\\byour (?:\\p{L}+ )?(?:${WORKERS})(?: (?:at|in|of) ${NAME}+)?|${NAME}+)`
const ADVERBS = '(?: (?:just|already|also|recently|now|still|both|clearly|all|always|finally|since|currently|only))*'
const PARTICIPLES =
  'been|built|won|bought|sold|made|taken|begun|become|grown|led|run|lost|spoken|written|gone|found|given|held|left|kept|seen|chosen|brought|taught|risen|come|put|cut|set|hit'
const PASTS =
  'built|won|bought|sold|made|took|began|became|grew|led|ran|lost|spoke|wrote|went|found|gave|held|left|kept|saw|chose|brought|taught|rose|came|cut|hit|said|told'
/** Words that end like a past and are none. */
const PAST = `(?:(?!(?:need|feed|speed|exceed|succeed|proceed|indeed|embed|seed|heed|breed)\\b)\\p{L}{2,}ed|${PASTS})`
const PROGRESS = '(?!(?:going to|willing|missing|something|anything|nothing|everything)\\b)\\p{L}{2,}ing'
const STATES = 'us|serv|sell|employ|operat|offer|speciali[sz]|focus|struggl|suffer|lack|rel(?:y|i)|depend|compet'
const TRAITS = 'an?|the|one of|among|known|based|ranked|listed|featured|headquartered|located|owned|backed|funded|part of'

const clause = (verb: string): RegExp => new RegExp(`(${SUBJECT})(?:${verb})\\b(?!['’]t\\b)[^,.;:!?\\n]*`, 'iuy')

/** What is said to be so, or to have happened, up to the end of its clause. */
const CLAUSES: readonly { pattern: RegExp; kind: EvidenceKind | null }[] = [
  {
    pattern: clause(`${ADVERBS} (?:runs?|leads?|heads?|owns?|manages?|oversees?|founded|joined|took on|moved to|were promoted)`),
    kind: 'role',
  },
  { pattern: clause(`(?:['’]ve| have| has| had| was| were)${ADVERBS} (?:been )?(?:${PAST}|${PARTICIPLES})`), kind: null },
  { pattern: clause(`${ADVERBS} ${PAST}`), kind: null },
  { pattern: clause(`(?: are| is|['’]re|['’]s)${ADVERBS} ${PROGRESS}`), kind: null },
  { pattern: clause(`(?: are| is| were| was|['’]re|['’]s)${ADVERBS} (?:${TRAITS})`), kind: null },
  { pattern: clause(`${ADVERBS} (?:(?:${STATES})(?:e?s|e)?|works? (?:with|in|on|for|at))`), kind: null },
  {
    // An hour that we ask for is none that they lose.
    pattern: clause(`${ADVERBS} (?:loses?|wastes?|spends?) [^,.;:!?\\n]*(?:\\b(?:a|per|every|each) (?:day|week|month|year)|\\bon)`),
    kind: null,
  },
]

/** What we are said to have seen of them, or to wish them luck for. */
const SEEN = new RegExp(
  `\\b(?:saw|read|heard|noticed|watched|enjoyed|loved|liked|listened to)(?: that| about)? (?:your?\\b|${NAME}+)[^,.;:!?\\n]*|\\bcongrat(?:ulation)?s on [^,.;:!?\\n]+`,
  'giu',
)

/** Where a statement may begin: after nothing, after a mark, or after one of these words; after any other ("tools you use") it is no statement. */
const OPENING =
  /(?:^|[,;:.!?\n–—("“-]|\b(?:and|but|so|since|because|as|now|then|today|while|though|although|noticed|saw|know|heard|read|see|fact|sure|(?:noticed|saw|know|heard|read|see|fact|sure) that))\s*$/iu
/** What follows one of these holds under a condition, to the end of the sentence. */
const CONDITION = /\b(?:if|unless|whether)\b/iu
/** Words that make a guess, a wish or a time to come of their clause. */
const HEDGE =
  /\b(?:would|could|should|may|might|can|will|probably|perhaps|maybe|likely|guess|imagine|suppose|assume|bet|tend|nothing|nobody)\b|['’](?:d|ll)\b/iu
/** Words that do so only ahead of what is said: "many awards" and "before Christmas" are part of the fact. */
const HEDGE_AHEAD = /\b(?:when|whenever|once|until|before|often|usually|most|many|seldom|typically)\b/iu

const COUNTED =
  'two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|hundreds?|thousands?|millions?'
const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December'

/** Numbers, dates, ranks and conversations, in a sentence that speaks to them or of them. */
const FIGURES: readonly { pattern: RegExp; kind: EvidenceKind | null }[] = [
  { pattern: /\d[\d.,]*\s?(?:%|percent\b)|[$€£]\s?\d[\d.,]*\s?(?:k|m|bn|million|billion)?\b/giu, kind: null },
  // A number with what it counts; minutes to months are what we propose, and a time of day counts nothing.
  {
    pattern:
      /(?<![\p{L}\p{N}.,/:$€£#-])(?<!\b(?:week|day|step|part|phase|quarter|version|no)s? )\d[\d.,]*\+?(?![\p{L}\p{N}%/:]|\s?(?:%|percent|seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|am|pm|a\.m|p\.m|or|and|to|h)\b|[.,]\d)[ -](?:\p{Ll}{2,}s|people|person|staff|strong|women|men)\b/gu,
    kind: null,
  },
  {
    pattern: new RegExp(
      `(?:\\byour|${NAME}+['’]s|\\byou (?:have|run|own|employ|serve|opened|manage|lead))(?: \\p{L}+)? (?:${COUNTED}) (?:of )?(?!(?:minute|hour|day|week|month)s\\b)\\p{L}{3,}`,
      'giu',
    ),
    kind: null,
  },
  { pattern: /\b(?:for|in|after|over) (?:the (?:last|past) )?\d{1,2} years\b|(?<=\b(?:since|in|of|from) )(?:19|20)\d\d\b/giu, kind: null },
  { pattern: new RegExp(`\\b(?:${MONTHS}) 20\\d\\d\\b`, 'gu'), kind: null },
  { pattern: /\bseries [a-k]\b|\b(?:seed|funding) round\b/giu, kind: 'growth' },
  { pattern: /\b(?:is|are|you’re|you're|currently) hiring\b/giu, kind: 'growth' },
  {
    pattern:
      /\b(?:award[- ]winning|fast(?:est)?[- ]growing|renowned|well[- ]known|best[- ]known|top[- ]rated|family[- ]owned|venture[- ]backed)\b/giu,
    kind: null,
  },
  {
    pattern:
      /\b(?:largest|biggest|oldest|leading|top|first) (?:\p{L}+ ){0,2}(?:firm|agency|company|provider|consultancy|brand|employer|player)\b/giu,
    kind: null,
  },
]

/** What is said to have passed between us, whoever the sentence is about. */
const DEALINGS: readonly { pattern: RegExp; kind: EvidenceKind | null }[] = [
  {
    pattern: /\b(?:visited|viewed|opened|clicked|downloaded|looked at) (?:my|our) (?:site|website|mail|email|profile|page|link)/giu,
    kind: 'engagement',
  },
  {
    pattern:
      /\b(?:as (?:we )?(?:discussed|agreed)|per our (?:last )?(?:call|conversation)|when we (?:last )?(?:spoke|talked|met)|thanks for your (?:reply|answer|time)|you (?:asked|mentioned|told)(?: me| us)?)\b/giu,
    kind: null,
  },
]

/** A name after "your" or the company's: a client, a place, an event. */
const NAMED = new RegExp(`(?:\\b[Yy]our|${NAME}+['’]s)(?: \\p{Ll}[\\p{L}'’-]*){0,4} (\\p{Lu}[\\p{L}\\p{N}&.'’-]*\\p{L})`, 'gu')
/** Names that everybody's work has. */
const ORDINARY =
  /^(?:AI|CEO|CFO|COO|CTO|CMO|CRO|CIO|CHRO|VPs?|HR|IT|CRM|ERP|ATS|KPIs?|ROI|SEO|PPC|API|PDFs?|SOPs?|OKRs?|SLAs?|FAQs?|M\.A\.P|LinkedIn|Chief|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)$/u

/** Everything in a text that states a fact about the lead or the company, by any of its names, sentence by sentence. Pure. */
export function statedFacts(text: string, companyNames: readonly string[]): StatedFact[] {
  const masked = companyNames.reduce(withoutName, text)
  return sentencesIn(masked).flatMap(({ start, sentence }) => {
    const fact = (from: number, to: number, kind: EvidenceKind | null, isClause: boolean): StatedFact => ({
      words: text.slice(start + from, start + to),
      start: start + from,
      end: start + to,
      kind,
      isClause,
    })
    const found = (patterns: typeof FIGURES): StatedFact[] =>
      patterns.flatMap(({ pattern, kind }) =>
        allIn(sentence, pattern).map(({ index, 0: whole }) => fact(index, index + whole.length, kind, false)),
      )
    const dealings = found(DEALINGS)
    const clauses = clausesIn(sentence).map(({ from, to, kind }) => fact(from, to, kind, true))
    if (!THEM.test(sentence)) return [...dealings, ...clauses]
    const names = allIn(sentence, NAMED).flatMap(({ index, 0: whole, 1: name = '' }) =>
      ORDINARY.test(name.replace(/['’]s$/u, '')) ? [] : [fact(index + whole.length - name.length, index + whole.length, null, false)],
    )
    return [...dealings, ...clauses, ...found(FIGURES), ...names]
  })
}

/** All places of a pattern. Most sentences have none, which a search says without a copy of the pattern. */
const allIn = (sentence: string, pattern: RegExp): RegExpExecArray[] =>
  sentence.search(pattern) < 0 ? [] : [...sentence.matchAll(pattern)]

/** The clauses of a sentence that state something as a fact: no question, no guess, no wish, no condition. */
function clausesIn(sentence: string): { from: number; to: number; kind: EvidenceKind | null }[] {
  if (sentence.endsWith('?')) return []
  const isGuess = (from: number, to: number): boolean => {
    const start = sentence.slice(0, from).search(/[^,;:.!?\n]*$/u)
    return CONDITION.test(sentence.slice(0, to)) || HEDGE.test(sentence.slice(start, to)) || HEDGE_AHEAD.test(sentence.slice(start, from))
  }
  const seen = allIn(sentence, SEEN).map(({ index, 0: whole }) => ({
    subject: index,
    from: index,
    to: index + whole.length,
    kind: null,
  }))
  const said = allIn(sentence, SUBJECTS).flatMap(({ index }) => {
    if (!OPENING.test(sentence.slice(0, index))) return []
    return CLAUSES.flatMap(({ pattern, kind }) => {
      pattern.lastIndex = index
      const [whole, subject = ''] = pattern.exec(sentence) ?? ['']
      if (whole === '') return []
      const blanks = /^\s*/u.exec(whole.slice(subject.length))?.[0].length ?? 0
      return [{ subject: index, from: index + subject.length + blanks, to: index + whole.trimEnd().length, kind }]
    })
  })
  return [...seen, ...said].filter(({ subject, to }) => !isGuess(subject, to))
}

/** What makes a name before or after it part of a longer word. */
const WORD_BEFORE = /[\p{L}\p{N}]$/u
const WORD_AFTER = /^[\p{L}\p{N}]/u

/** The text with a name masked where it stands by itself. Searched for: a pattern for each company would be compiled for its one draft. */
function withoutName(text: string, name: string): string {
  if (name === '') return text
  let left = ''
  let done = 0
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, Math.max(done, at + 1))) {
    const end = at + name.length
    if (WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) || WORD_AFTER.test(text.slice(end, end + 2))) continue
    left += text.slice(done, at) + NAME.repeat(name.length)
    done = end
  }
  return left + text.slice(done)
}

/** Where something is said to them, or of them. */
const SUBJECTS = new RegExp(`\\byour?\\b|${NAME}+`, 'giu')
const THEM = new RegExp(`\\byou(?:r|rs|['’]re|['’]ve)?\\b|${NAME}`, 'iu')

/** The sentences of a text, each with its place and the mark that ends it. */
function sentencesIn(text: string): { start: number; sentence: string }[] {
  return [...text.matchAll(/[^\n]+?(?:[.!?]+(?=["'”’)]*(?:\s|$))["'”’)]*|$|(?=\n))/gu)].map(({ index, 0: sentence }) => ({
    start: index,
    sentence,
  }))
}
