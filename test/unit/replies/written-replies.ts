import { readFileSync } from 'node:fs'
import { type ReplyClass, replyClasses } from '@swarm/jobs/replies/reply-class'

/** A reply with what it is: its first class, and others that are also right. */
export type WrittenReply = { lang: string; is: ReplyClass; accept: ReplyClass[]; subject: string; from: string; text: string }

function classOf(name: string, line: string): ReplyClass {
  const found = replyClasses.find((one) => one.toLowerCase() === name.trim())
  if (found === undefined) throw new Error(`no class in: ${line}`)
  return found
}

/** Replies of a file beside this one, a line each: language | class (others that are also right) | subject | from | text; \n is a line end. */
export const writtenReplies = (file: string): WrittenReply[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [lang = '', classes = '', subject = '', from = '', ...text] = line.split('|').map((part) => part.trim())
      const accept = classes.split(',').map((name) => classOf(name, line))
      return { lang, is: classOf(classes.split(',')[0] ?? '', line), accept, subject, from, text: text.join('|').replaceAll('\\n', '\n') }
    })

/** All that were kept from rules and model until they had been read once. */
export const heldOutReplies = (): WrittenReply[] => ['held-out.txt', 'held-out-2.txt', 'held-out-3.txt'].flatMap(writtenReplies)
