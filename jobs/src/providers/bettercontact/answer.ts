import { z } from 'zod'
import type { EmailStatus } from '../../enrich/facts.ts'
import type { ObservedFacts } from '../observation.ts'

const text = z.string().nullish()
const words = z.union([z.string(), z.number()]).transform(String)

/** Where our own id of a question goes along, and comes back. */
export const questionField = 'question_id'

/** Fields of ours go out as an object and come back as a list of names and values; either is read (seen in integrations). */
const customFields = z
  .union([z.record(z.string(), z.unknown()), z.array(z.object({ name: z.string(), value: z.unknown() }))])
  .nullish()
  .catch(null)

const person = z.object({
  contact_first_name: text,
  contact_last_name: text,
  contact_email_address: text,
  contact_email_address_status: text,
  contact_phone_number: text,
  contact_job_title: text,
  custom_fields: customFields,
})

/** What a request has come to. An empty 202 has been seen: it says that the request is at work. */
export const requestSchema = z
  .object({
    status: z.string(),
    credits_consumed: z.number().nullish(),
    credits_left: z.number().nullish(),
    data: z.array(person).nullish(),
  })
  .nullable()
type RequestAnswer = z.infer<typeof requestSchema>

/** One person of an answer: `questionId` is ours; null where nothing of ours came back. */
export type FoundContact = { questionId: string | null; facts: ObservedFacts; isCharged: boolean }

export type RequestState =
  | { is: 'working' }
  /** Their credits ran out in the middle; it goes on by itself once there are some. */
  | { is: 'on_hold' }
  | { is: 'done'; people: FoundContact[]; credits: number | null; creditsLeft: number | null }
  /** It does not know this id. */
  | { is: 'unknown' }

/**
 * How far an address may be trusted. Only `deliverable`, `valid` and a catch-all that was found safe are good enough to send by the
 * provider's own word; the set is open, so that nothing else is ever taken for a checked address.
 */
const statuses: Readonly<Record<string, EmailStatus>> = {
  deliverable: 'VERIFIED',
  valid: 'VERIFIED',
  valid_smtp: 'LIKELY',
  catch_all_safe: 'LIKELY',
  catch_all: 'CATCH_ALL',
  catch_all_not_safe: 'CATCH_ALL',
  undeliverable: 'INVALID',
  no_mx: 'INVALID',
}

/** Reads an answer. Its `status` decides, never the HTTP status: a running job answers 2xx as well. */
export function readRequest(answer: RequestAnswer): RequestState {
  const status = answer?.status.toLowerCase().replaceAll(/[\s-]/g, '_')
  if (answer === null || (status !== 'terminated' && status !== 'on_hold')) return { is: 'working' }
  if (status === 'on_hold') return { is: 'on_hold' }
  return {
    is: 'done',
    people: (answer.data ?? []).map(readContact),
    credits: answer.credits_consumed ?? null,
    creditsLeft: answer.credits_left ?? null,
  }
}

function readContact(found: z.infer<typeof person>): FoundContact {
  const word = found.contact_email_address_status?.toLowerCase() ?? ''
  const address = found.contact_email_address?.includes('@') ? found.contact_email_address.trim() : null
  // `enriched` is not asked: rows that say false still carry addresses, which are as good as their status.
  const status = word === 'not_found' || address === null ? null : (statuses[word] ?? 'UNKNOWN')
  const facts: ObservedFacts = {}
  // An address that takes no mail is nothing that was found.
  if (address !== null && status !== null && status !== 'INVALID') {
    facts.email = { value: address, confidence: null }
    facts.emailStatus = { value: { address, status }, confidence: null }
  }
  if (found.contact_job_title) facts.title = { value: found.contact_job_title, confidence: null }
  if (found.contact_phone_number) facts.phone = { value: found.contact_phone_number, confidence: null }
  return { questionId: questionOf(found.custom_fields), facts, isCharged: facts.email !== undefined }
}

function questionOf(fields: z.infer<typeof customFields>): string | null {
  const value = Array.isArray(fields) ? fields.find(({ name }) => name === questionField)?.value : fields?.[questionField]
  return typeof value === 'string' && value !== '' ? value : null
}

/** `id` where a request is made and read, `request_id` where one person of it is told. */
export const madeSchema = z
  .object({ success: z.boolean().nullish(), id: words.optional(), request_id: words.optional() })
  .transform((made, context) => {
    const reference = made.id ?? made.request_id
    if (reference !== undefined && reference !== '' && made.success !== false) return reference
    context.addIssue({ code: 'custom', message: 'names no request' })
    return z.NEVER
  })
