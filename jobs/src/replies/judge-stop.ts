import { asksToStop, type StopVerdict } from '../signals/opt-out.ts'
import { isBoilerplate } from './boilerplate.ts'
import { type ReplyModel, shippedModel } from './model/reply-model.ts'
import { writtenPart } from './written-part.ts'

/** Whether a text asks us to stop, by the rules and the model together, and how likely the model finds it, 0 to 1. */
export type JudgedStop = StopVerdict & { likely: number }

/**
 * Where the model decides. Found by five-fold trials over the training texts: of those that the rules pass over, it finds all but two in a
 * hundred from `doubt` on; what they took and it finds less likely than `withRules` asked for no end in two of three cases.
 */
const from = { doubt: 0.2, withRules: 0.35, yes: 0.87 }

/** Mail is read in pieces; nobody asks to stop in the hundredth sentence only, and the rules read all of them. */
const most = { text: 8_000, pieces: 40, characters: 300 }

function piecesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  const sentences = lines.flatMap((line) => line.split(/(?<=[.!?;])\s+/)).filter((one) => /\p{L}/u.test(one))
  const pairs = sentences.slice(1).map((one, at) => `${sentences[at]} ${one}`)
  const whole = text.length <= most.characters ? [text] : []
  return [...new Set([...whole, ...sentences, ...pairs])]
    .map((piece) => piece.slice(0, most.characters))
    .filter((piece) => !isBoilerplate(piece))
    .slice(0, most.pieces)
}

/** Of the 324 replies in our languages that were kept from the model it knows less than this part of the words in one; of others mostly less. */
const strangeBelow = { known: 0.45, words: 4 }

/** Another script than ours, or a language that neither rules nor model know: who writes it may ask anything. */
function isStrange(text: string, model: ReplyModel): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters > 0 && (text.match(/\p{Script=Latin}/gu)?.length ?? 0) < letters / 2) return true
  return text.split(/\s+/).length >= strangeBelow.words && model.judge(text).known < strangeBelow.known
}

/**
 * An opt-out is never missed: what either of rules and model is sure of is one, unless the other is sure of the contrary; everything between is
 * a doubt, which a person reads while nothing is sent. `text` is all that came. Of mail that a machine wrote the model says nothing unless it is
 * sure: an absence is full of words like "not" and "contact".
 */
export function judgeStop(text: string, isAutomatic: boolean, model: ReplyModel = shippedModel): JudgedStop {
  const ruled = asksToStop(text)
  const own = writtenPart(text).slice(0, most.text)
  const [strongest] = piecesOf(own)
    .map((piece) => model.judge(piece))
    .toSorted((a, b) => b.stops - a.stops)
  const likely = strongest?.stops ?? 0
  if (ruled.is === 'yes') return { ...ruled, is: likely < from.withRules ? 'doubt' : 'yes', likely }
  if (strongest !== undefined && likely >= (isAutomatic ? from.yes : from.doubt)) {
    const words = [...new Set([...ruled.words, ...strongest.wordsFor('STOP')])]
    return { ...ruled, is: likely >= from.yes && !ruled.isNegated ? 'yes' : 'doubt', words, likely }
  }
  if (ruled.is === 'no' && !isAutomatic && isStrange(own.slice(0, 1_000), model))
    return { ...ruled, is: 'doubt', words: [own.slice(0, 160)], likely }
  return { ...ruled, likely }
}
