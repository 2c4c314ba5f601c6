import EmailReplyParser from 'email-reply-parser'
import { newWords } from '../signals/new-words.ts'

const parser = new EmailReplyParser()
/**
 * What the parser is given at most. Its patterns take seconds over a hundred thousand characters and far longer over tens of thousands of empty
 * lines, and mail comes from anybody: what is longer, or has longer lines, is cut by our own rules alone.
 */
const most = { characters: 8_000, line: 1_000 }

/**
 * What a person newly wrote, without quoted mail, signature and our own footer: first by our own rules, which cut too little rather than too
 * much, then by the parser. Where it finds nothing at all, what our rules left stands.
 */
export function writtenPart(text: string): string {
  const own = newWords(text).replace(/\n\s*\n(?:\s*\n)+/g, '\n\n')
  if (own.length > most.characters || own.split('\n').some((line) => line.length > most.line)) return own
  const parsed = parser.parseReply(own).trim()
  return parsed === '' ? own : parsed
}
