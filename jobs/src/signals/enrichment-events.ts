import { z } from 'zod'
import { digestOf } from './delivery-digest.ts'
import type { ProviderEvent } from './provider-event.ts'

/** Answers of enrichers are one kind: what they found, for a question of ours. */
export const enrichmentEventTypes: readonly string[] = ['enrichment_result']

/** The effect of an answer that the waterfall has not taken yet: it finds them by these words. */
export const keptForWaterfall = 'Kept for the waterfall.'

const words = z.union([z.string().max(1_000), z.number()]).transform(String)

/** Clay: a column of a table calls us with what a person wrote into it; the question's own id is all that it must have. */
const clayAnswer = z.object({ correlation_id: words.refine((id) => id !== '', 'is empty'), status: z.unknown().optional() })

/** BetterContact: the whole request once it has ended, or one person of it; `id` there, `request_id` here. */
const betterContactAnswer = z.union([
  z.object({ id: words, status: z.string().max(100) }),
  z.object({ request_id: words, enriched: z.unknown().optional() }),
])

/** `custom_fields` go out as an object and come back as a list of names and values; either is read. */
const leadField = z.object({
  custom_fields: z.union([z.record(z.string(), z.unknown()), z.array(z.object({ name: z.string(), value: z.unknown() }))]).nullish(),
})

/** What an enricher answered: nothing is derived from it here. What does not say which question it answers can't be used by anybody. */
export function readEnrichmentEvent(provider: string, payload: unknown): ProviderEvent {
  const read = provider === 'clay' ? clayAnswer.safeParse(payload) : betterContactAnswer.safeParse(payload)
  if (read.success) return { is: 'noted', effect: keptForWaterfall }
  return {
    is: 'malformed',
    problem:
      provider === 'clay'
        ? 'correlation_id: is missing; the column at Clay must send it back.'
        : 'id, request_id: one of them must name the request.',
  }
}

/** Which of BetterContact's requests a delivery of it tells of; null where it names none. */
export function referenceIn(payload: unknown): string | null {
  const read = betterContactAnswer.safeParse(payload)
  if (!read.success) return null
  return 'id' in read.data ? read.data.id : read.data.request_id
}

/**
 * A request that ended is told once, though its credit balance may differ between a try and the next, and a person of it once (I7). Clay has
 * no id of an event and a person may run a column again: then what it says decides. Null: its content does.
 */
export function enrichmentKey(provider: string, payload: unknown): string | null {
  if (provider !== 'bettercontact') return null
  const read = betterContactAnswer.safeParse(payload)
  if (!read.success) return null
  const { data } = read
  if ('id' in data) return digestOf([provider, data.id, data.status])
  const person = leadField.safeParse(payload)
  const fields = person.success ? person.data.custom_fields : null
  const lead = Array.isArray(fields) ? fields.find(({ name }) => name === 'lead_id')?.value : fields?.['lead_id']
  return typeof lead === 'string' && lead !== '' ? digestOf([provider, data.request_id, lead]) : null
}
