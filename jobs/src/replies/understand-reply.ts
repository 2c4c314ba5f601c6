import { asksToStop, type StopVerdict } from '../signals/opt-out.ts'
import { readAutomaticMail } from './automatic-mail.ts'
import { englishCues } from './cues-english.ts'
import { otherCues } from './cues-other.ts'
import { foldText } from './folded-text.ts'
import { notBefore, returnDate } from './name-dates.ts'
import { type Referral, readReferral } from './name-referral.ts'
import { readBounce } from './read-bounce.ts'
import { type ReplyClass, replyClasses, sureFrom } from './reply-class.ts'
import { writtenPart } from './written-part.ts'

/** What came in. Everything beside the text may be empty: providers differ in what they tell. */
export type IncomingText = {
  text: string
  subject?: string | null
  /** The sender as written. */
  from?: string | null
  headers?: Readonly<Record<string, string>>
  /** Addresses that are no referral: the writer's own and ours. */
  own?: readonly string[]
  /** When it was written; days without a year are seen from here. */
  at: Date
  /** The provider says that a machine wrote it. */
  isAutomatic?: boolean
}

export type Understanding = {
  class: ReplyClass
  /** 0 to 1; from `sureFrom` on the class has its effects by itself. */
  confidence: number
  /** The writer's words that decided, the strongest first. */
  deciders: string[]
  /** What the person newly wrote. */
  newText: string
  /** Whether nobody wrote it: then it is no reply. */
  isAutomatic: boolean
  stop: StopVerdict['is']
  /** A report that mail did not arrive: hard or soft; null where it is none. */
  bounce: 'hard' | 'soft' | null
  /** The day of return of somebody who is away, YYYY-MM-DD. */
  returnsOn: string | null
  /** The day from which they may be asked again, YYYY-MM-DD. */
  notBefore: string | null
  referral: Referral | null
  /** A person must say what it is, or whether it asks to stop. */
  needsPerson: boolean
}

const cues = [...englishCues, ...otherCues]
/** Longer texts are no answers; what is beyond is read for stops alone. */
const mostRead = 6_000

/** The twelve classes over a reply's own words. Deterministic and offline; a model may stand behind the same type. */
export function understandReply(incoming: IncomingText): Understanding {
  const { subject = null, from = null, headers, own = [], at } = incoming
  const newText = writtenPart(incoming.text)
  const read = newText.slice(0, mostRead)
  const stop = asksToStop(isTitleOfItsOwn(subject) ? `${subject}\n${incoming.text}` : incoming.text)
  const base = {
    newText,
    isAutomatic: false,
    stop: stop.is,
    bounce: null,
    returnsOn: null,
    notBefore: null,
    referral: null,
    needsPerson: false,
  }

  const bounce = readBounce(from ?? '', subject ?? '', incoming.text.slice(0, mostRead))
  if (bounce !== null) {
    return {
      ...base,
      class: 'BOUNCE',
      confidence: 0.98,
      deciders: [bounce.decider],
      isAutomatic: true,
      bounce: bounce.isHard ? 'hard' : 'soft',
      stop: 'no',
    }
  }
  const automatic = readAutomaticMail(subject ?? '', read, headers)
  if (stop.is === 'yes') {
    return {
      ...base,
      class: 'UNSUBSCRIBE',
      confidence: 0.97,
      deciders: stop.words,
      isAutomatic: automatic !== null || incoming.isAutomatic === true,
    }
  }
  if (automatic !== null || incoming.isAutomatic === true) {
    const isAway = automatic?.isAway ?? true
    return {
      ...base,
      class: isAway ? 'OUT_OF_OFFICE' : 'OTHER',
      confidence: 0.95,
      deciders: automatic === null ? [] : [automatic.decider],
      isAutomatic: true,
      returnsOn: isAway ? returnDate(read, at) : null,
      referral: readReferral(read, own),
      needsPerson: stop.is === 'doubt',
    }
  }
  const scored = scoreClasses(read, own)
  const isDoubted = stop.is === 'doubt'
  const confidence = isDoubted ? Math.min(scored.confidence, 0.5) : scored.confidence
  const later = scored.class === 'NOT_NOW' ? notBefore(read, at) : null
  return {
    ...base,
    class: scored.class,
    confidence,
    deciders: [...(isDoubted ? stop.words : []), ...(later ? [later.words] : []), ...scored.deciders].slice(0, 5),
    notBefore: later?.on ?? null,
    referral: ['REFERRAL', 'WRONG_PERSON', 'INTERESTED'].includes(scored.class) ? scored.referral : null,
    needsPerson: isDoubted || confidence < sureFrom,
  }
}

/** A subject that somebody wrote, not the one that their program copied. */
const isTitleOfItsOwn = (subject: string | null): subject is string =>
  subject !== null && subject !== '' && !/^\s*(?:re|aw|sv|wg|fwd?|antw|tr|rv|r|res|enc|i|rif|doorst|betr)\s*:/i.test(subject)

type Scored = { class: ReplyClass; confidence: number; deciders: string[]; referral: Referral | null }

function scoreClasses(text: string, own: readonly string[]): Scored {
  const folded = foldText(text)
  const hits = cues.flatMap(([of, weight, pattern]) => {
    const found = pattern.exec(folded.text)
    return found === null ? [] : [{ of, weight, words: folded.original(found.index, found.index + found[0].length) }]
  })
  const referral = readReferral(text, own)
  if (referral?.name != null) hits.push({ of: 'REFERRAL', weight: referral.email === null ? 1.5 : 2.5, words: referral.words })
  const sum = new Map<ReplyClass, number>(replyClasses.map((one) => [one, one === 'OTHER' ? 0.8 : 0]))
  for (const { of, weight } of hits) sum.set(of, (sum.get(of) ?? 0) + weight)
  settle(sum, hits, referral)

  const [best, second] = [...sum].toSorted(([, a], [, b]) => b - a)
  const chosen = best?.[0] ?? 'OTHER'
  // Two classes apart by 2 are told apart in 88 of 100 cases, if the weights are log odds.
  const margin = (best?.[1] ?? 0) - (second?.[1] ?? 0)
  const strength = Math.min(1, (best?.[1] ?? 0) / 3)
  const confidence = Math.round((1 / (1 + Math.exp(-margin))) * strength * 100) / 100
  const deciders = hits
    .filter(({ of }) => of === chosen)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ words }) => words)
  return { class: chosen, confidence: Math.max(0.2, Math.min(confidence, 0.96)), deciders: [...new Set(deciders)], referral }
}

/** What one class says of another: which of two that both stand in a text is meant. */
function settle(sum: Map<ReplyClass, number>, hits: readonly { of: ReplyClass; weight: number }[], referral: Referral | null): void {
  const has = (of: ReplyClass, weight = 2) => hits.some((hit) => hit.of === of && hit.weight >= weight)
  const add = (of: ReplyClass, weight: number) => sum.set(of, (sum.get(of) ?? 0) + weight)
  // A price or a rival that stands in the way weighs more than the question that goes with it.
  if (has('OBJECTION')) add('QUESTION', -1.5)
  // "Not interested right now" names no later day: it is a no, unless they say when.
  if (has('NOT_INTERESTED', 3) && has('NOT_NOW', 3)) add('NOT_INTERESTED', -0.5)
  // What is not interesting was not said to be.
  if (has('NOT_INTERESTED', 4)) add('INTERESTED', -4)
  if (has('NOT_NOW', 3)) {
    add('INTERESTED', -1)
    add('MEETING_REQUEST', -2)
    add('OBJECTION', -1)
  }
  // Whoever offers a time wants to talk, whatever else they doubt.
  if (has('MEETING_REQUEST', 2.8) && !has('NOT_NOW', 3)) {
    add('OBJECTION', -1.5)
    add('QUESTION', -1.5)
    add('INTERESTED', -1)
  }
  if (has('INTERESTED', 2)) {
    add('QUESTION', -1)
    add('OBJECTION', -1)
  }
  // The wrong person who names the right one refers; one who names nobody does not.
  if (has('WRONG_PERSON') && referral !== null) {
    add('REFERRAL', 2.5)
    add('WRONG_PERSON', -1.5)
  }
  if (referral === null) add('REFERRAL', -1.5)
  if (has('INTERESTED', 2) && !has('WRONG_PERSON')) add('REFERRAL', -2.5)
}
