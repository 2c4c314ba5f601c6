import { createHash } from 'node:crypto'
import { z } from 'zod'

const told = z.object({
  event_type: z.string(),
  timestamp: z.string(),
  lead_email: z.string().nullish(),
  campaign_id: z.string().nullish(),
  email_account: z.string().nullish(),
  email_id: z.string().nullish(),
  reply_text: z.string().nullish(),
  reply_text_snippet: z.string().nullish(),
})

/**
 * What makes two deliveries the same event (I7). Instantly gives no event id, so it is what the event says: type, lead, campaign, time and
 * text; other fields may differ between a delivery and its copy in Instantly's own list. A payload without those is its whole content,
 * however it was serialised; bytes that are no JSON are themselves.
 */
export function deliveryKey(provider: string, payload: unknown, body: Buffer): string {
  const event = told.safeParse(payload)
  if (event.success) {
    const { data } = event
    const text = data.reply_text ?? data.reply_text_snippet ?? null
    return digest([
      provider,
      data.event_type,
      data.lead_email?.toLowerCase() ?? data.email_account ?? null,
      data.campaign_id ?? null,
      data.email_id ?? null,
      data.timestamp,
      text,
    ])
  }
  const bytes = () => createHash('sha256').update(provider).update('\n').update(body).digest('hex')
  if (payload === undefined) return bytes()
  try {
    return digest([provider, sorted(payload)])
  } catch (error) {
    // A million nested brackets are JSON too, and deeper than any stack.
    if (error instanceof RangeError) return bytes()
    throw error
  }
}

function digest(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** The same value with sorted keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)])
}
