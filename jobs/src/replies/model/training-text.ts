import { foldText } from '../folded-text.ts'
import { replyClasses } from '../reply-class.ts'

/** A reply that a person said what it is, and names that must not be learned. */
export type SaidReply = { text: string; is: string; names: readonly string[] }

/** A text without what would tell who wrote it: addresses, links, numbers of telephones, and the names that are known. */
function unnamed(text: string, names: readonly string[]): string {
  const words = names.flatMap((name) => name.split(/\s+/)).filter((word) => word.length > 1)
  return text
    .replace(/[\p{L}\d._%+-]{1,64}@[\p{L}\d.-]{1,255}/gu, 'name@firm.example')
    .replace(/https?:\/\/\S+|\bwww\.\S+/gi, 'https://firm.example')
    .replace(/\+?\d[\d ()./-]{6,}\d/g, '555-0100')
    .replace(/\p{L}[\p{L}'’-]*/gu, (word) => (words.some((name) => foldText(name).text === foldText(word).text) ? 'Name' : word))
}

/** Replies as the model learns them: a section for each class, a reply each line, each once; what can't be a line is left out. */
export function trainingText(said: readonly SaidReply[]): string {
  const sections = replyClasses.flatMap((one) => {
    const of = said.filter(({ is }) => is === one).map(({ text, names }) => unnamed(text.trim(), names).replace(/\r\n|\r|\n/g, '\\n'))
    const lines = [...new Set(of)].filter((line) => line !== '' && line.length <= 2_000 && !line.startsWith('#'))
    return lines.length === 0 ? [] : [`## ${one.toLowerCase()}`, ...lines.toSorted()]
  })
  return [
    '# Replies that persons said what they are. Put it into training/ and run write-weights.ts to learn from it; read it first.',
    ...sections,
    '',
  ].join('\n')
}
