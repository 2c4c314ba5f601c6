import { newWords } from './new-words.ts'
import { doubts, harmless, negatedStops, stops } from './stop-phrases.ts'

/** Whether a text asks us to stop, and the sentences that say so. In doubt a person reads it, and sending waits. */
export type StopVerdict = {
  is: 'yes' | 'doubt' | 'no'
  words: string[]
  /** Whether a doubtful one says that it does not ask to stop, or asks for the contrary. */
  isNegated: boolean
}

/** Letters that were spaced out or written apart: "U N S U B S C R I B E". */
function joined(text: string): string {
  return text.replace(/\b(?:\p{L} ){3,}\p{L}\b/gu, (letters) => letters.replaceAll(' ', ''))
}

function folded(text: string): string {
  return joined(
    text
      .normalize('NFKD')
      .replace(/\p{M}|\p{Cf}/gu, '')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replace(/[^\p{L}\p{N}\s.!?]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

/** A sentence without what is harmless in it, and whether it says the opposite somewhere. */
function stripped(sentence: string): { rest: string; isNegated: boolean } {
  const plain = harmless.reduce((left, one) => left.replace(one, ' '), sentence)
  const rest = negatedStops.reduce((left, one) => left.replace(one, ' '), plain)
  return { rest: rest.replace(/\s+/g, ' ').trim(), isNegated: rest !== plain }
}

function verdictOf(sentence: string): Pick<StopVerdict, 'is' | 'isNegated'> {
  const text = folded(sentence)
  if (/^don t stop there/.test(text)) return { is: 'no', isNegated: true }
  const { rest, isNegated } = stripped(text)
  if (stops.some((stop) => stop.test(rest))) return { is: 'yes', isNegated: false }
  return { is: isNegated || doubts.some((one) => one.test(rest)) ? 'doubt' : 'no', isNegated }
}

/** No sentence of a person is longer; a machine's is read in pieces that overlap, so that its cost grows with its length alone. */
const longest = { piece: 600, overlap: 120 }

function pieces(sentence: string): string[] {
  const text = sentence.replace(/\s+/g, ' ').trim()
  if (text.length <= longest.piece) return text === '' ? [] : [text]
  const step = longest.piece - longest.overlap
  return Array.from({ length: Math.ceil(text.length / step) }, (_, at) => text.slice(at * step, at * step + longest.piece))
}

/**
 * Whether a reply asks us to stop, whatever else it says. Quoted mail does not count. Each line is read by itself, and each sentence over the
 * ends of its lines: mail programs break them anywhere.
 */
export function asksToStop(text: string): StopVerdict {
  const own = newWords(text)
  const lines = own.split(/\n/)
  const sentences = [...lines, ...lines.join(' ').split(/(?<=[.!?;])\s/), ...lines.flatMap((line) => line.split(/(?<=[.!?;,])\s/))]
  const read = [...new Set(sentences.flatMap(pieces))].map((one) => ({ one, ...verdictOf(one) }))
  const sure = read.filter(({ is }) => is === 'yes')
  const doubtful = read.filter(({ is }) => is === 'doubt')
  const shortest = (of: readonly { one: string }[]) =>
    of
      .map(({ one }) => one.slice(0, 160))
      .toSorted((a, b) => a.length - b.length)
      .slice(0, 1)
  if (sure.length > 0) return { is: 'yes', words: shortest(sure), isNegated: false }
  const isNegated = read.some((one) => one.isNegated)
  return doubtful.length > 0 ? { is: 'doubt', words: shortest(doubtful), isNegated } : { is: 'no', words: [], isNegated }
}
