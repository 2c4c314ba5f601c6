import { createHash } from 'node:crypto'
import { listUnsubscribeHeaders, unsubscribeUrlOf } from '../craft/footer.ts'
import { plainAndHtml } from '../craft/plain-and-html.ts'

/** What a person approves and a platform is given, word for word. Instants are ISO 8601, ids are those of the rows. */
export type FrozenSend = {
  lead: string | null
  draft: string | null
  draftVersion: number | null
  person: string
  address: string
  channel: string
  action: string
  platform: string
  account: string
  motion: string
  round: number
  step: number
  subject: string | null
  text: string
  html: string
  headers: Record<string, string>
  scheduledAt: string
  windowFrom: string
  windowTo: string
  zone: string
}

/** Both forms of a message and its headers, as they leave. Only our own links become links. */
export function outgoing(
  message: { subject: string | null; body: string; footer: string },
  bookingLink: string,
): Pick<FrozenSend, 'subject' | 'text' | 'html' | 'headers'> {
  const unsubscribeUrl = unsubscribeUrlOf(message.footer)
  const { subject, plain, html } = plainAndHtml(message, [bookingLink, ...(unsubscribeUrl === null ? [] : [unsubscribeUrl])])
  return { subject, text: plain, html, headers: { ...(unsubscribeUrl === null ? null : listUnsubscribeHeaders(unsubscribeUrl)) } }
}

/** JSON with sorted keys and no spaces: one content, one sequence of bytes. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${parts.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}

/** The bytes that are approved and sent, and their SHA-256 in hex. Nothing is serialised again after this. */
export function freeze(send: FrozenSend): { bytes: Buffer; hash: Buffer } {
  const bytes = Buffer.from(canonical(send), 'utf8')
  return { bytes, hash: createHash('sha256').update(bytes).digest() }
}

/** SHA-256 of the ordered hashes: what the approver of a batch sees and approves. */
export function scopeHashOf(hashes: readonly Buffer[]): Buffer {
  return createHash('sha256')
    .update(Buffer.concat([...hashes]))
    .digest()
}
