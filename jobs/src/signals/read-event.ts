import { z } from 'zod'
import { readResendEvent, readSmtpEvent, resendEventTypes, smtpEventTypes } from './backend-events.ts'
import { enrichmentEventTypes, readEnrichmentEvent } from './enrichment-events.ts'
import { ghlEventTypes, readGhlEvent } from './ghl-events.ts'
import { heyreachEventTypes, readHeyreachEvent } from './heyreach-events.ts'
import { hookTestEvent, isHookTest } from './hook-test.ts'
import { instantlyEventTypes, readInstantlyEvent } from './instantly-events.ts'
import type { ProviderEvent } from './provider-event.ts'
import { rb2bEventTypes, readRb2bEvent } from './rb2b-events.ts'

/** Our own one-click link, as a provider of deliveries. */
export const unsubscribeLink = 'unsubscribe-link'

/** What a mail host said while we handed over, as a provider of deliveries. */
export const mailHost = 'smtp'

/** Whose deliveries the code understands. */
export const hookProviders = ['instantly', 'ghl', 'heyreach', 'clay', 'bettercontact', 'rb2b', 'resend', mailHost, unsubscribeLink] as const

/** Event types that are understood, by provider: one that was stored before its time is applied when it comes to be here. */
export const knownEventTypes: Record<(typeof hookProviders)[number], readonly string[]> = {
  instantly: instantlyEventTypes,
  ghl: ghlEventTypes,
  heyreach: heyreachEventTypes,
  clay: enrichmentEventTypes,
  bettercontact: enrichmentEventTypes,
  rb2b: rb2bEventTypes,
  resend: resendEventTypes,
  [mailHost]: smtpEventTypes,
  [unsubscribeLink]: ['unsubscribe'],
}

const unsubscribePayload = z.object({
  event_type: z.literal('unsubscribe'),
  lead_id: z.uuid(),
  person_key: z.string().nullable(),
  timestamp: z.iso.datetime(),
})

/** What a stored delivery says; `eventType` as it was stored. Never throws. */
export function readEvent(provider: string, payload: unknown, eventType: string | null = null): ProviderEvent {
  if (payload === undefined) return { is: 'malformed', problem: 'The body is not JSON.' }
  if (isHookTest(payload)) return hookTestEvent
  if (provider === 'instantly') return readInstantlyEvent(payload)
  if (provider === 'ghl') return readGhlEvent(payload)
  if (provider === 'heyreach') return readHeyreachEvent(payload, eventType)
  if (provider === 'clay' || provider === 'bettercontact') return readEnrichmentEvent(provider, payload)
  if (provider === 'rb2b') return readRb2bEvent(payload)
  if (provider === 'resend') return readResendEvent(payload)
  if (provider === mailHost) return readSmtpEvent(payload)
  const own = provider === unsubscribeLink ? unsubscribePayload.safeParse(payload) : undefined
  if (!own?.success) return { is: 'malformed', problem: `Nothing is known of deliveries by "${provider}".` }
  const { lead_id, person_key, timestamp } = own.data
  return {
    is: 'person',
    signals: ['UNSUBSCRIBED'],
    at: new Date(timestamp),
    address: null,
    known: { leadId: lead_id, personKey: person_key },
    campaignId: null,
    account: null,
    emailId: null,
    text: null,
  }
}
