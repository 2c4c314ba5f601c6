import { REPLY_STOP } from '../craft/footer.ts'

/** Where mail programs put our own mail below an answer. From such a line on nothing is the writer's. */
const quoteBegins = [
  /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht)\s*-{2,}/i,
  /^\s*_{10,}\s*$/,
  /^\s*(?:on|am|le|el|em|il|op)\b.{3,200}(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef)\b.{0,80}:\s*$/i,
]
const headerLine = /^\s*(?:from|von|de|da|van)\s*:.+/i
const nextHeaderLine = /^\s*(?:sent|date|to|gesendet|datum|an|envoyé|à|enviado|para|inviato|a|verzonden|aan)\s*:.+/i

const isQuoted = (line: string): boolean => /^\s*>/.test(line)

/** The end of a quoted line that a mail program broke in two: it goes on in lower case, and nothing stands between. */
const isRest = (line: string, before: string | undefined): boolean =>
  before !== undefined && isQuoted(before) && !/[.!?:;,]\s*$/.test(before) && /^\p{Ll}/u.test(line)

/**
 * What a person newly wrote: without quoted lines, without our mail below, without our own footer's words. Below a quote that marks each of its
 * lines they may go on writing; below one that does not, all is ours. Cuts too little rather than too much.
 */
export function newWords(text: string): string {
  const lines = text.split(/\r\n|\r|\n/)
  const end = lines.findIndex(
    (line, at) => quoteBegins.some((begin) => begin.test(line)) || (headerLine.test(line) && nextHeaderLine.test(lines[at + 1] ?? '')),
  )
  const above = end === -1 ? lines : lines.slice(0, end)
  const first = end === -1 ? undefined : lines.slice(end + 1).find((line) => line.trim() !== '')
  const below = first !== undefined && isQuoted(first) ? lines.slice(end + 1) : []
  // An answer that stands wholly below the quote is still an answer.
  const kept = above.some((line) => line.trim() !== '') ? [...above, ...below] : lines
  return kept
    .filter((line, at) => !isQuoted(line) && !isRest(line, kept[at - 1]))
    .join('\n')
    .replaceAll(REPLY_STOP, '')
    .trim()
}
