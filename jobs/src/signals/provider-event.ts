import type { ContactNews } from '../contacts/contact-news.ts'
import type { HeardReply } from '../replies/hear-reply.ts'
import type { SignalKind } from './lead-status.ts'

/** Something a provider says happened to one person, in our words. */
export type PersonEvent = {
  /** Usually one; a reply that asks to stop is a reply and an unsubscribe. */
  signals: SignalKind[]
  /** When it happened, as the provider says. */
  at: Date
  /** The person's address as the provider has it; null where we know the person by ourselves. */
  address: string | null
  /** The key of their profile, where the provider knows people by LinkedIn. */
  linkedinKey?: string | null
  /** The lead, and the key of its person, where our own link names them. */
  known: { leadId: string; personKey: string | null } | null
  /** GoHighLevel's id of the contact, where it names people by that. */
  contactId?: string | null
  /** The provider's id of the campaign; null where it has none. */
  campaignId: string | null
  /** The sending account; null where it is not said. */
  account: string | null
  /** The provider's id of the mail. */
  emailId: string | null
  /** What a person wrote, or the name of a label. */
  text: string | null
  /** Our own id of the send, where the provider brings it back. */
  sendId?: string | null
  /** Of a visit of our site: where they came from, whether they had been there before, and what the visitor's tool calls them. */
  visit?: { referrer: string | null; isRepeat: boolean; tags: string[] }
  /** They reported the mail as spam. */
  isComplaint?: boolean
  /** When somebody who is away is back, YYYY-MM-DD, where a person says it of a reply; else the reply itself does. */
  returnsOn?: string | null
  /** What was written back, where it was. */
  reply?: HeardReply
}

/** An event of which nothing is said yet. */
export const nobody: PersonEvent = {
  signals: [],
  at: new Date(0),
  address: null,
  known: null,
  campaignId: null,
  account: null,
  emailId: null,
  text: null,
}

/** What one delivery says, decided without looking anything up. */
export type ProviderEvent =
  | ({ is: 'person' } & PersonEvent)
  /** A contact of the CRM changed. */
  | { is: 'contact'; contact: ContactNews }
  /** A sending account is in trouble. */
  | { is: 'account'; account: string | null; message: string | null }
  /** Known, and nothing follows from it. */
  | { is: 'noted'; effect: string }
  /** Kept until the code learns it. */
  | { is: 'unknown'; type: string }
  /** Not what the provider documents. */
  | { is: 'malformed'; problem: string }
