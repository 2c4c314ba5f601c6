import { newWords } from '../signals/new-words.ts'
import { asksToStop, type StopVerdict } from '../signals/opt-out.ts'
import { isBoilerplate } from './boilerplate.ts'
import { type Judgement, type ReplyModel, shippedModel } from './model/reply-model.ts'
import { readReferral } from './name-referral.ts'
import { speaksForGoingOn, speaksOfStops } from './speaks-for-going-on.ts'
import { writtenPart } from './written-part.ts'

/** Whether a text asks us to stop, by the rules and the model together, and how likely the model finds it, 0 to 1. */
export type JudgedStop = StopVerdict & { likely: number }

/**
 * Where the model decides. Found by trials in parts over the training texts: of those that the rules pass over, it finds all but two in a hundred
 * from `doubt` on. `withRules` is what it must say to what the rules took, `alone` what both its answers must say where they took nothing: asking
 * for the rules in every case would cost a person a key for every fourth stop and spare six others in two thousand. From `whateverElse` on what the
 * rules took is one, also beside a question about something else. In mail that looks automatic
 * it must be `nothingElse` too: of 149 absences that leaves 4 to a person. `cutOff` is for what the parser took for a signature below an answer,
 * which is full of names that nobody learned; `clause` for a part of a sentence.
 */
const from = {
  doubt: 0.2,
  withRules: 0.5,
  whateverElse: 0.9,
  alone: { stops: 0.9, class: 0.8 },
  automatic: 0.87,
  nothingElse: 0.27,
  cutOff: 0.6,
  clause: 0.5,
}

/** What the model reads of one mail. No answer is longer; where one is, what was not read is a doubt. */
const most = { text: 8_000, pieces: 80, characters: 300, clauseFrom: 3 }

const wordsIn = (text: string): number => text.match(/\p{L}+/gu)?.length ?? 0

type Pieces = { read: string[]; clauses: string[]; isAll: boolean }

function piecesOf(text: string): Pieces {
  const lines = text
    .slice(0, most.text)
    .split('\n')
    .map((line) => line.trim())
  const sentences = lines.flatMap((line) => line.split(/(?<=[.!?;])\s+/)).filter((one) => /\p{L}/u.test(one))
  const pairs = sentences.slice(1).map((one, at) => `${sentences[at]} ${one}`)
  const whole = text.length <= most.characters ? [text] : []
  // A sentence that is longer than what is read at once is read in parts that overlap.
  const parts = sentences.flatMap((one) =>
    one.length <= most.characters
      ? [one]
      : Array.from({ length: Math.ceil(one.length / (most.characters - 60)) }, (_, at) =>
          one.slice(at * (most.characters - 60), at * (most.characters - 60) + most.characters),
        ),
  )
  // "Thank you for your interest, but …": what is polite must not drown what is asked.
  const clauses = parts
    .filter((one) => !isBoilerplate(one))
    .flatMap((one) => one.split(/(?<=[,:–—])\s+|\s+-\s+/))
    .filter((one) => wordsIn(one) >= most.clauseFrom)
  const all = [...new Set([...whole, ...parts, ...pairs.map((piece) => piece.slice(0, most.characters))])]
  const readable = (pieces: readonly string[]): string[] => pieces.filter((piece) => !isBoilerplate(piece)).slice(0, most.pieces)
  return {
    read: readable(all),
    clauses: readable(clauses),
    isAll: text.length <= most.text && parts.length < most.pieces,
  }
}

/** What our own rules leave and the parser cuts: below a line of dashes a person may have gone on writing. */
function cutOff(text: string, own: string): string[] {
  const kept = new Set(own.split('\n').map((line) => line.trim()))
  const lines = newWords(text)
    .split('\n')
    .filter((line) => !kept.has(line.trim()))
  const { read, clauses } = piecesOf(lines.join('\n'))
  return [...read, ...clauses]
}

/** Of the 324 replies in our languages that were kept from the model it knows less than this part of the words in one; of others mostly less. */
const strangeBelow = { known: 0.45, words: 4 }

/** Another script than ours, or a language that neither rules nor model know: who writes it may ask anything. */
function isStrange(text: string, model: ReplyModel): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters > 0 && (text.match(/\p{Script=Latin}/gu)?.length ?? 0) < letters / 2) return true
  return text.split(/\s+/).length >= strangeBelow.words && model.judge(text).known < strangeBelow.known
}

/** As one of the twelve classes too it may well be a stop. */
const isNothingElse = ({ likely }: Judgement): boolean => (likely.get('UNSUBSCRIBE') ?? 0) >= from.nothingElse

/** Where the rules know no such words, both of the model's answers must be sure. */
const isSureAlone = ({ stops, likely }: Judgement): boolean =>
  stops >= from.alone.stops && (likely.get('UNSUBSCRIBE') ?? 0) >= from.alone.class

/**
 * Something beside the stop speaks for going on, with them or with somebody else whose address they give. One that stands in the words which ask to
 * stop is what shall be let alone.
 */
function isOpenToMore(own: string, stop: readonly string[], model: ReplyModel): boolean {
  const meant = stop.flatMap((words) => words.split(/[\s<>(),;]+/).filter((word) => word.includes('@')))
  return speaksForGoingOn(own, model) || (readReferral(own, meant)?.email ?? null) !== null
}

/** The piece that most of all asks to stop, of those that count. */
const strongestOf = (pieces: readonly string[], model: ReplyModel, counts?: (one: Judgement) => boolean): Judgement | undefined =>
  pieces
    .map((piece) => model.judge(piece))
    .filter((one) => counts?.(one) ?? true)
    .toSorted((a, b) => b.stops - a.stops)[0]

/**
 * An opt-out is never missed, and nobody is suppressed who did not ask: what rules and model agree on is one, unless something else in the mail
 * speaks for going on; everything between is a doubt, which a person reads while nothing is sent, and so is what the model did not read. `text`
 * is all that came. Of mail that a machine wrote, or that only looks so, a doubt counts where both of the model's answers say so: an absence is
 * full of words like "not" and "contact".
 */
export function judgeStop(text: string, isAutomatic: boolean, model: ReplyModel = shippedModel): JudgedStop {
  const ruled = asksToStop(text)
  const own = writtenPart(text)
  const pieces = piecesOf(own)
  // What the rules found in the writer's own words, further down than the model reads, is read by it too.
  const isUnread = (words: string): boolean => own.includes(words) && !pieces.read.some((piece) => piece.includes(words))
  const found = ruled.is === 'yes' ? ruled.words.filter((words) => isUnread(words) && !isBoilerplate(words)) : []
  const strongest = strongestOf([...pieces.read, ...found], model)
  const likely = strongest?.stops ?? 0
  if (ruled.is === 'yes') {
    const isSure =
      likely >= from.withRules && !speaksOfStops(own, model) && (likely >= from.whateverElse || !isOpenToMore(own, ruled.words, model))
    return { ...ruled, is: isSure ? 'yes' : 'doubt', likely }
  }
  const counts = (one: Judgement): boolean => !isAutomatic || one.stops >= from.automatic || isNothingElse(one)
  const meant = isAutomatic ? strongestOf(pieces.read, model, counts) : strongest
  if (meant !== undefined && meant.stops >= from.doubt) {
    const words = [...new Set([...ruled.words, ...meant.wordsFor('STOP')])]
    const isSure = isSureAlone(meant) && !ruled.isNegated && !speaksOfStops(own, model) && !isOpenToMore(own, ruled.words, model)
    return { ...ruled, is: isSure ? 'yes' : 'doubt', words, likely: meant.stops }
  }
  // A part of a sentence says less than the whole, so it is never more than a doubt.
  const clause = strongestOf(pieces.clauses, model, counts)
  if (ruled.is === 'no' && clause !== undefined && clause.stops >= from.clause)
    return { ...ruled, is: 'doubt', words: clause.wordsFor('STOP'), likely }
  if (ruled.is === 'no' && !isAutomatic) {
    const cut = cutOff(text, own)
    // Where nothing but a greeting stands above, what stands below is the answer; names and titles are shorter than that.
    const answer =
      wordsIn(own) < 4
        ? strongestOf(
            cut.filter((piece) => wordsIn(piece) >= 4),
            model,
          )
        : undefined
    const below = answer !== undefined && answer.stops >= from.doubt ? answer : strongestOf(cut, model)
    if (below !== undefined && below.stops >= (below === answer ? from.doubt : from.cutOff))
      return { ...ruled, is: 'doubt', words: below.wordsFor('STOP'), likely: below.stops }
    if (!pieces.isAll || isStrange(own.slice(0, 1_000), model)) return { ...ruled, is: 'doubt', words: [own.slice(0, 160)], likely }
  }
  return { ...ruled, likely }
}
