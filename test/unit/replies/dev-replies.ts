import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const shape = z.object({
  id: z.string(),
  lang: z.string(),
  from: z.string(),
  subject: z.string(),
  body: z.string(),
  intent: z.string(),
  intent_accept: z.array(z.string()),
  signals: z.object({ return_date: z.string().optional(), follow_up: z.string().optional(), smtp_code: z.string().optional() }),
})
export type DevReply = z.infer<typeof shape> & { isHeldOut: boolean }

/** These were seen before the split was made, so they can't be held out. */
const seen = Array.from({ length: 12 }, (_, place) => `rd-${String(place + 1).padStart(3, '0')}`)

/** Whether a reply is kept from those who write rules: two of five, by the hash of its id, decided once. */
const isHeldOut = (id: string): boolean => !seen.includes(id) && (createHash('sha256').update(`replies:${id}`).digest()[0] ?? 0) % 5 < 2

export const devReplies: readonly DevReply[] = readFileSync(new URL('replies-dev.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => shape.parse(JSON.parse(line)))
  .map((one) => ({ ...one, isHeldOut: isHeldOut(one.id) }))

/** When they are taken to have been written. */
export const writtenAt = new Date('2026-11-04T12:00:00Z')
