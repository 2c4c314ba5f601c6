import { englishCues } from './cues-english.ts'
import { otherCues } from './cues-other.ts'
import { foldText } from './folded-text.ts'
import { type ReplyModel, shippedModel } from './model/reply-model.ts'
import { type Referral, readReferral } from './name-referral.ts'
import { type ReplyClass, replyClasses } from './reply-class.ts'

const cues = [...englishCues, ...otherCues]

/** What the weight of a cue and the log odds of the model count. Found by five-fold trials over the training texts alone: five of six right, and 97 of 100 from `sureFrom` on. */
const counts = { cue: 0.4, model: 0.95 }

/** Whoever writes more than this has said before what they want. */
const mostJudged = 2_000

export type ScoredClass = {
  class: ReplyClass
  /** The likeliest of those that don't ask to stop; the class itself, unless that does. */
  otherwise: ReplyClass
  /** 0 to 1. */
  confidence: number
  /** The writer's words that decided, the strongest first. */
  deciders: string[]
  referral: Referral | null
}

/** Which of the classes a person's own words are: the cues and the model, added up. */
export function scoreClasses(text: string, own: readonly string[], model: ReplyModel = shippedModel): ScoredClass {
  const referral = readReferral(text, own)
  const { sum, hits } = cueScores(text, referral)
  const judged = model.judge(text.slice(0, mostJudged))
  const scores = replyClasses.map((of) => ({
    of,
    score: counts.model * Math.log(Math.max(1e-6, judged.likely.get(of) ?? 0)) + counts.cue * (sum.get(of) ?? 0),
  }))
  const ranked = scores.toSorted((a, b) => b.score - a.score)
  const most = ranked[0]?.score ?? 0
  const all = scores.reduce((total, { score }) => total + Math.exp(score - most), 0)
  const chosen = ranked[0]?.of ?? 'OTHER'
  const otherwise = ranked.find(({ of }) => of !== 'UNSUBSCRIBE')?.of ?? 'OTHER'
  const confidence = Math.round(Math.min(0.97, 1 / all) * 100) / 100
  const cued = hits
    .filter(({ of }) => of === chosen)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ words }) => words)
  const deciders = distinctWords(cued.length > 1 ? cued : [...cued, ...judged.wordsFor(chosen)])
  return { class: chosen, otherwise, confidence, deciders, referral }
}

/** Words that stand in others that are shown already say nothing more. */
export const distinctWords = (words: readonly string[]): string[] =>
  words.filter((one, place) => one !== '' && !words.slice(0, place).some((before) => before.includes(one)))

type Hit = { of: ReplyClass; weight: number; words: string }

function cueScores(text: string, referral: Referral | null): { sum: Map<ReplyClass, number>; hits: Hit[] } {
  const folded = foldText(text)
  const hits = cues.flatMap(([of, weight, pattern]): Hit[] => {
    const found = pattern.exec(folded.text)
    return found === null ? [] : [{ of, weight, words: folded.original(found.index, found.index + found[0].length) }]
  })
  if (referral?.name != null) hits.push({ of: 'REFERRAL', weight: referral.email === null ? 1.5 : 2.5, words: referral.words })
  const sum = new Map<ReplyClass, number>(replyClasses.map((one) => [one, one === 'OTHER' ? 0.8 : 0]))
  for (const { of, weight } of hits) sum.set(of, (sum.get(of) ?? 0) + weight)
  settle(sum, hits, referral)
  return { sum, hits }
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
