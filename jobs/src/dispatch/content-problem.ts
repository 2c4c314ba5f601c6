import { gapIn } from '../review/unfinished-text.ts'
import type { FrozenSend } from './frozen-send.ts'

/** CR, LF or NUL would end a header field and begin another. */
const breaksLines = /[\r\n\0]/

/**
 * Why these very bytes must not leave, whatever was approved (I13): an empty part, a header field that would become two, a placeholder that
 * nobody filled, or a brace that a platform could take for a merge field. Null when they may. The last look before a message is frozen.
 */
export function contentProblem({
  channel,
  subject,
  text,
  html,
  headers,
}: Pick<FrozenSend, 'channel' | 'subject' | 'text' | 'html' | 'headers'>): string | null {
  if (text.trim() === '' || html.replace(/<[^>]*>/g, '').trim() === '') return 'The message is empty.'
  if (channel === 'EMAIL' && (subject ?? '').trim() === '') return 'The subject is empty.'
  const fields = Object.entries({ Subject: subject ?? '', ...headers })
  const broken = fields.find(([name, value]) => breaksLines.test(value) || !/^[A-Za-z0-9-]+$/.test(name))
  if (broken) return `The header ${broken[0].replace(/[^A-Za-z0-9-]/g, '?')} holds a line break or a character that can't stand there.`
  const gap = gapIn(`${subject ?? ''}\n${text}`)
  return gap === null ? null : `It holds ${gap.slice(0, 40)}, a placeholder that nobody filled.`
}
