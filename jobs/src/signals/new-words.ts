import { REPLY_STOP } from '../craft/footer.ts'

/** Where mail programs put our own mail below an answer. From such a line on nothing is the writer's. */
const quoteBegins = [
  /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht)\s*-{2,}/i,
  /^\s*_{10,}\s*$/,
  /^\s*(?:on|am|le|el|em|il|op)\b.{3,200}(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef)\b.{0,80}:\s*$/i,
]
const headerLine = /^\s*(?:from|von|de|da|van)\s*:.+/i
const nextHeaderLine = /^\s*(?:sent|date|to|gesendet|datum|an|envoyé|à|enviado|para|inviato|a|verzonden|aan)\s*:.+/i

/** What a person newly wrote: without quoted lines, without our mail below, without our own footer's words. Cuts too little rather than too much. */
export function newWords(text: string): string {
  const lines = text.split(/\r\n|\r|\n/)
  const end = lines.findIndex(
    (line, at) => quoteBegins.some((begin) => begin.test(line)) || (headerLine.test(line) && nextHeaderLine.test(lines[at + 1] ?? '')),
  )
  // An answer that stands wholly below the quote is still an answer.
  const above = end === -1 ? lines : lines.slice(0, end)
  const kept = above.some((line) => line.trim() !== '') ? above : lines
  return kept
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .replaceAll(REPLY_STOP, '')
    .trim()
}
