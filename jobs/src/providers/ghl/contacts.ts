import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { wirePath } from '../http/wire-path.ts'
import { blocksEmail, dndFields, isOurBlock, ourDndCode } from './do-not-disturb.ts'
import { orMissing } from './or-missing.ts'

/** A person as GoHighLevel keeps them. */
export type GhlContact = {
  id: string
  /** The first address comes first. */
  addresses: string[]
  firstName: string | null
  lastName: string | null
  companyName: string | null
  tags: string[]
  /** Mail to this contact is off. */
  isBlocked: boolean
  /** It is off because of us alone. */
  isBlockOurs: boolean
  /** ISO 8601; null where the answer does not say. */
  updatedAt: string | null
  lastActivityAt: string | null
}

const address = z.union([z.string(), z.object({ email: z.string().nullish() }).transform(({ email }) => email ?? '')])
/** Text here, milliseconds there. */
const instant = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((at) => {
    const date = at === null || at === undefined ? null : new Date(at)
    return date === null || Number.isNaN(date.getTime()) ? null : date.toISOString()
  })

const cursor = z.array(z.union([z.string(), z.number()]))
export type ContactCursor = z.infer<typeof cursor>

const wireContact = z.object({
  id: z.string().min(1),
  email: z.string().nullish(),
  additionalEmails: z.array(address).nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  companyName: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  dateUpdated: instant,
  lastActivity: instant,
  /** Of a search alone: where the next page begins. */
  searchAfter: cursor.nullish(),
  ...dndFields,
})

const toContact = (wire: z.infer<typeof wireContact>): GhlContact => ({
  id: wire.id,
  addresses: [wire.email ?? '', ...(wire.additionalEmails ?? [])].filter((one) => one !== ''),
  firstName: wire.firstName ?? null,
  lastName: wire.lastName ?? null,
  companyName: wire.companyName ?? null,
  tags: wire.tags ?? [],
  isBlocked: blocksEmail(wire),
  isBlockOurs: isOurBlock(wire),
  updatedAt: wire.dateUpdated,
  lastActivityAt: wire.lastActivity,
})

const contactSchema = wireContact.transform(toContact)

/** Most contacts in a page of a search. */
const pageSize = 100

export type NewContact = { email: string; firstName: string | null; lastName: string | null; companyName: string | null }

export type Contacts = {
  /** Null: not there. */
  get(id: string): Promise<GhlContact | null>
  /** By address; reads the rows themselves, where a search lags behind. */
  find(email: string): Promise<GhlContact | null>
  /** Makes a contact that `find` did not show. Says nothing of tags: an upsert replaces them all. */
  create(contact: NewContact): Promise<GhlContact>
  /** Switches mail to this contact off; repeatable. */
  block(id: string, reason: string): Promise<void>
  /** Switches mail to this contact on again; repeatable. */
  unblock(id: string): Promise<void>
  /** Contacts changed since then, oldest change first; the index lags behind, so ask with some overlap. */
  changedSince(since: Date, after: ContactCursor | null): Promise<{ contacts: GhlContact[]; next: ContactCursor | null }>
}

export function createContacts(http: HttpClient, locationId: string): Contacts {
  return {
    async get(id: string): Promise<GhlContact | null> {
      const schema = z.object({ contact: contactSchema })
      const answer = await orMissing(http.call({ kind: 'read', method: 'GET', path: wirePath`/contacts/${id}`, schema }))
      return answer?.contact ?? null
    },

    async find(email: string): Promise<GhlContact | null> {
      const query = new URLSearchParams({ locationId, email })
      const schema = z.object({ contact: contactSchema.nullish() })
      return (await http.call({ kind: 'read', method: 'GET', path: '/contacts/search/duplicate', query, schema })).contact ?? null
    },

    async create({ email, firstName, lastName, companyName }: NewContact): Promise<GhlContact> {
      const body = {
        locationId,
        email,
        ...(firstName === null ? {} : { firstName }),
        ...(lastName === null ? {} : { lastName }),
        ...(companyName === null ? {} : { companyName }),
        source: 'alpha-swarm',
      }
      const schema = z.object({ contact: contactSchema })
      return (await http.call({ kind: 'write', method: 'POST', path: '/contacts/upsert', body, schema })).contact
    },

    async block(id: string, reason: string): Promise<void> {
      const body = { dndSettings: { Email: { status: 'active', message: reason.slice(0, 200), code: ourDndCode } } }
      await http.call({ kind: 'write', method: 'PUT', path: wirePath`/contacts/${id}`, body, schema: z.unknown() })
    },

    async unblock(id: string): Promise<void> {
      const body = { dndSettings: { Email: { status: 'inactive', message: '', code: ourDndCode } } }
      await http.call({ kind: 'write', method: 'PUT', path: wirePath`/contacts/${id}`, body, schema: z.unknown() })
    },

    async changedSince(since: Date, after: ContactCursor | null): Promise<{ contacts: GhlContact[]; next: ContactCursor | null }> {
      const page = await http.call({
        kind: 'read',
        method: 'POST',
        path: '/contacts/search',
        body: {
          locationId,
          pageLimit: pageSize,
          filters: [{ field: 'dateUpdated', operator: 'range', value: { gte: since.toISOString() } }],
          sort: [{ field: 'dateUpdated', direction: 'asc' }],
          ...(after === null ? {} : { searchAfter: after }),
        },
        schema: z.object({ contacts: z.array(wireContact) }),
      })
      const next = page.contacts.length < pageSize ? null : (page.contacts.at(-1)?.searchAfter ?? null)
      return { contacts: page.contacts.map(toContact), next }
    },
  }
}
