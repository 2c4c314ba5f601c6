import type { StopVerdict } from '../signals/opt-out.ts'
import { readAutomaticMail } from './automatic-mail.ts'
import { withoutBoilerplate } from './boilerplate.ts'
import { type DataRequest, readDataRequest } from './data-request.ts'
import { type JudgedStop, judgeStop } from './judge-stop.ts'
import { notBefore, returnDate } from './name-dates.ts'
import { type Referral, readReferral } from './name-referral.ts'
import { readBounce } from './read-bounce.ts'
import { type ReplyClass, sureFrom } from './reply-class.ts'
import { distinctWords, type ScoredClass, scoreClasses } from './score-classes.ts'
import { speaksOfStops } from './speaks-for-going-on.ts'
import { companyWords } from './stop-scope.ts'
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
  /** Whether what asks to stop asks it for everybody at their company. */
  stopsCompany: boolean
  /** What they ask about their own data; null where they ask nothing. */
  dataRequest: DataRequest['is'] | null
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

/** Longer texts are no answers; what is beyond is read for stops alone. In characters. */
export const mostRead = 6_000

/**
 * From which confidence of its class on a doubt is shown as that, and from where on it is shown as a stop whatever it denies: by trials in parts over
 * the training texts.
 */
const proposedFrom = { class: 0.6, stop: 0.95 }

/** The twelve classes over a reply's own words: rules and a small model together. Deterministic and offline. */
export function understandReply(incoming: IncomingText): Understanding {
  const { subject = null, from = null, headers, own = [], at } = incoming
  const newText = writtenPart(incoming.text)
  const read = newText.slice(0, mostRead)
  const automatic = readAutomaticMail(subject ?? '', read, headers)
  const isAutomatic = automatic !== null || incoming.isAutomatic === true
  const stop = judgeStop(isTitleOfItsOwn(subject) ? `${subject}\n${incoming.text}` : incoming.text, isAutomatic)
  const base = {
    newText,
    isAutomatic: false,
    stop: stop.is,
    stopsCompany: stop.is !== 'no' && companyWords(incoming.text) !== null,
    dataRequest: isAutomatic ? null : (readDataRequest(incoming.text)?.is ?? null),
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
      stopsCompany: false,
      dataRequest: null,
    }
  }
  if (stop.is === 'yes') return { ...base, class: 'UNSUBSCRIBE', confidence: 0.97, deciders: stop.words, isAutomatic }
  if (isAutomatic) {
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
  const scored = scoreClasses(withoutBoilerplate(read), own)
  // As a whole it reads like a stop, though no sentence of it does, or it asks for erasure: a person says which.
  const isDoubted = stop.is === 'doubt' || scored.class === 'UNSUBSCRIBE' || base.dataRequest === 'ERASURE'
  const confidence = isDoubted ? Math.min(scored.confidence, 0.5) : scored.confidence
  const chosen = isDoubted ? proposed(stop, scored, base.dataRequest === null && speaksOfStops(newText)) : scored.class
  const later = chosen === 'NOT_NOW' ? notBefore(read, at) : null
  // A report that no rule knew has no effect by itself: an address that it would suppress for ever is for a person to say.
  const needsPerson = isDoubted || confidence < sureFrom || chosen === 'BOUNCE'
  return {
    ...base,
    // The rules know few of the ways to say that one is away. Of what the model is sure of nobody wrote an answer either.
    isAutomatic: chosen === 'OUT_OF_OFFICE' && !needsPerson,
    stop: isDoubted ? 'doubt' : 'no',
    stopsCompany: isDoubted && companyWords(incoming.text) !== null,
    class: chosen,
    confidence,
    deciders: distinctWords([...(isDoubted ? stop.words : []), ...(later ? [later.words] : []), ...scored.deciders]).slice(0, 5),
    returnsOn: chosen === 'OUT_OF_OFFICE' ? returnDate(read, at) : null,
    notBefore: later?.on ?? null,
    referral: ['REFERRAL', 'WRONG_PERSON', 'INTERESTED'].includes(chosen) ? scored.referral : null,
    needsPerson,
  }
}

/**
 * What a doubt is shown as until a person has said it: what rather asks to stop than not is that, unless it denies it or speaks of others, or the
 * rest of it plainly is something else.
 */
function proposed(stop: JudgedStop, scored: ScoredClass, isOfOthers: boolean): ReplyClass {
  if (isOfOthers && stop.likely < proposedFrom.stop) return scored.otherwise
  if (scored.class !== 'UNSUBSCRIBE' && scored.confidence >= proposedFrom.class) return scored.class
  return stop.likely >= 0.5 ? 'UNSUBSCRIBE' : scored.class
}

/** A subject that somebody wrote, not the one that their program copied. */
const isTitleOfItsOwn = (subject: string | null): subject is string =>
  subject !== null && subject !== '' && !/^\s*(?:re|aw|sv|wg|fwd?|antw|tr|rv|r|res|enc|i|rif|doorst|betr)\s*:/i.test(subject)
