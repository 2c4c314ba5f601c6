import { type Calendar, createCalendar } from './ghl/calendar.ts'
import { type Contacts, createContacts } from './ghl/contacts.ts'
import { type Conversations, createConversations } from './ghl/conversations.ts'
import { createOpportunities, type Opportunities } from './ghl/opportunities.ts'
import { isGhlRefusal } from './ghl/refusals.ts'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import type { ProviderAccess } from './provider-config.ts'

/** Per app and location, all processes together (dispatch.md, Ceilings). */
const limits: { all: Limit[] } = { all: [{ name: 'ghl.burst', calls: 100, perMs: 10_000 }] }

/** Each product of theirs has a version of its own, which no call goes without. */
const versions = { crm: '2021-07-28', conversations: '2021-04-15' }

export type GhlConfig = ProviderAccess & {
  locationId: string
  /** The calendar that meetings are booked in; null: none is read. */
  calendarId: string | null
}

export type Ghl = {
  contacts: Contacts
  conversations: Conversations
  opportunities: Opportunities
  calendar: Calendar
  close(): Promise<void>
}

/** GoHighLevel, API V2, for one location. There is no idempotency key anywhere: nothing that sends is ever asked twice. */
export function createGhl(config: GhlConfig, context: HttpContext): Ghl {
  const clientOf = (version: string) =>
    createHttpClient({
      ...context,
      provider: 'ghl',
      baseUrl: config.baseUrl,
      headers: { authorization: `Bearer ${config.apiKey}`, version },
      secrets: [config.apiKey],
      limits,
      isRefusal: isGhlRefusal,
    })
  const crm = clientOf(versions.crm)
  const talk = clientOf(versions.conversations)
  return {
    contacts: createContacts(crm, config.locationId),
    conversations: createConversations(talk, config.locationId),
    opportunities: createOpportunities(crm, config.locationId),
    calendar: createCalendar(talk, config),
    async close() {
      await Promise.all([crm.close(), talk.close()])
    },
  }
}
