import { z } from 'zod'
import { dndFields } from '../providers/ghl/do-not-disturb.ts'
import { readableText } from './readable-text.ts'

const text = z.string().transform(readableText)
const id = z.string().min(1).max(200)
const instant = z.iso.datetime({ offset: true })
const addresses = z.union([z.array(z.string()), z.string().transform((one) => [one])]).nullish()

export const envelope = z.looseObject({ type: z.string().min(1).max(200), timestamp: instant.nullish() })

export const message = z.object({
  contactId: id,
  messageType: z.string().nullish(),
  emailMessageId: id.nullish(),
  messageId: id.nullish(),
  from: z.string().nullish(),
  to: addresses,
  subject: text.nullish(),
  body: text.nullish(),
  status: z.string().nullish(),
  source: z.string().nullish(),
  dateAdded: instant.nullish(),
})

export const contact = z.object({
  id,
  email: z.string().max(400).nullish(),
  firstName: text.nullish(),
  lastName: text.nullish(),
  companyName: text.nullish(),
  tags: z.array(text).nullish(),
  ...dndFields,
})

export const appointment = z.object({
  appointment: z.object({
    id,
    contactId: id,
    appointmentStatus: z.string().nullish(),
    startTime: z.string().max(60).nullish(),
    dateUpdated: z.string().max(60).nullish(),
  }),
})

export const opportunity = z.object({ contactId: id, pipelineStageId: id.nullish(), status: z.string().max(50).nullish() })

/** The last second that a date can name. */
const latest = 8.64e12

export const stats = z.object({
  webhookPayload: z.object({
    event: z.string().min(1).max(100),
    /** Seconds; one that can't be read is later than all others: it happened when it was heard of. */
    timestamp: z.number().min(0).max(latest).catch(latest),
    recipient: z.string().min(3).max(400),
    severity: z.string().nullish(),
  }),
})

/** One guide shows the fields in `data`, everything real at the top level; an operator's replay says the type as ours do. */
export function flat(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null) return payload
  const inner = 'data' in payload && typeof payload.data === 'object' ? payload.data : null
  const type = 'type' in payload ? payload.type : 'event_type' in payload ? payload.event_type : undefined
  return { ...payload, ...inner, type }
}
