import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { contactEvent, contactShape } from './contact-shape.ts'
import { announce } from './hooks.ts'
import { notFound, parse, queryOf, refuse } from './refusals.ts'
import { type Contact, LOCATION, newWireId, type State } from './state.ts'

/** The search's index lags behind what is written, in ms of the sandbox clock. */
export const SEARCH_LAG_MS = 2_000

const dnd = z.strictObject({
  status: z.enum(['active', 'inactive', 'permanent']),
  message: z.string().optional(),
  code: z.string().optional(),
})
const editable = {
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  name: z.string().nullish(),
  email: z.email().nullish(),
  phone: z.string().nullish(),
  companyName: z.string().nullish(),
  country: z.string().nullish(),
  timezone: z.string().nullish(),
  source: z.string().nullish(),
  dnd: z.boolean().optional(),
  dndSettings: z
    .strictObject({
      Call: dnd.optional(),
      Email: dnd.optional(),
      SMS: dnd.optional(),
      WhatsApp: dnd.optional(),
      GMB: dnd.optional(),
      FB: dnd.optional(),
    })
    .optional(),
  tags: z.array(z.string()).optional(),
  customFields: z
    .array(z.strictObject({ id: z.string(), key: z.string().optional(), field_value: z.unknown(), value: z.unknown().optional() }))
    .optional(),
}
const created = z.strictObject({ locationId: z.string(), createNewIfDuplicateAllowed: z.boolean().optional(), ...editable })
const changed = z.strictObject(editable)
type Change = z.infer<typeof changed>

const lower = (text: string | null | undefined): string => text?.trim().toLowerCase() ?? ''

export function contactByEmail(state: State, email: string): Contact | undefined {
  const wanted = lower(email)
  for (const contact of state.contacts.values()) if (wanted !== '' && lower(contact.email) === wanted) return contact
  for (const contact of state.contacts.values()) if (contact.additionalEmails.some((one) => lower(one) === wanted)) return contact
  return undefined
}

/** Writes a change, with what is told of it. Tags are replaced as a whole, as the reference says. */
export function saveContact(state: State, old: Contact | undefined, change: Change): Contact {
  const now = state.world.clock.now()
  const base: Contact = old ?? {
    id: newWireId(),
    firstName: null,
    lastName: null,
    email: null,
    additionalEmails: [],
    phone: null,
    companyName: null,
    country: null,
    timezone: null,
    source: null,
    tags: [],
    dnd: false,
    dndSettings: {},
    customFields: [],
    dateAdded: now,
    dateUpdated: now,
    updatedBefore: now,
    lastActivity: now,
  }
  const [first, ...rest] = (change.name ?? '').split(' ').filter((part) => part !== '')
  const saved: Contact = {
    ...base,
    firstName: change.firstName ?? first ?? base.firstName,
    lastName: change.lastName ?? (rest.length > 0 ? rest.join(' ') : base.lastName),
    // An additional address that is written becomes the first one, and the old first one is gone (issue 337).
    email: change.email ?? base.email,
    additionalEmails: base.additionalEmails.filter((one) => lower(one) !== lower(change.email)),
    phone: change.phone ?? base.phone,
    companyName: change.companyName ?? base.companyName,
    country: change.country ?? base.country,
    timezone: change.timezone ?? base.timezone,
    source: base.source ?? change.source ?? null,
    tags: change.tags ?? base.tags,
    dnd: change.dnd ?? base.dnd,
    dndSettings: Object.fromEntries(
      Object.entries({ ...base.dndSettings, ...change.dndSettings }).flatMap(([channel, setting]) =>
        setting === undefined ? [] : [[channel, setting]],
      ),
    ),
    customFields: merged(base, change),
    dateUpdated: now,
    updatedBefore: base.dateUpdated,
    lastActivity: base.lastActivity,
  }
  state.contacts.put(saved.id, saved)
  const isDndNews = base.dnd !== saved.dnd || JSON.stringify(base.dndSettings) !== JSON.stringify(saved.dndSettings)
  const isTagNews = JSON.stringify(base.tags) !== JSON.stringify(saved.tags)
  const tell = (type: string) => announce(state, type, contactEvent(saved, type))
  tell(old === undefined ? 'ContactCreate' : 'ContactUpdate')
  if (isTagNews) tell('ContactTagUpdate')
  if (isDndNews && (old !== undefined || saved.dnd)) tell('ContactDndUpdate')
  return saved
}

function merged(base: Contact, change: Change): Contact['customFields'] {
  const fields = new Map(base.customFields.map((field) => [field.id, field]))
  for (const { id, field_value, value } of change.customFields ?? []) fields.set(id, { id, value: field_value ?? value ?? null })
  return [...fields.values()]
}

export function upsertContact({ state, request }: Call): WireAnswer {
  const input = parse(created, request.json)
  if ('refusal' in input) return input.refusal
  const { locationId, createNewIfDuplicateAllowed: _, ...change } = input.data
  if (locationId !== LOCATION) return refuse(403, 'The token does not have access to this location.')
  const old = change.email ? contactByEmail(state, change.email) : undefined
  const saved = saveContact(state, old, change)
  return jsonAnswer(old ? 200 : 201, { new: old === undefined, contact: contactShape(saved), traceId: randomUUID() })
}

export function createContact({ state, request }: Call): WireAnswer {
  const input = parse(created, request.json)
  if ('refusal' in input) return input.refusal
  const { locationId, createNewIfDuplicateAllowed: _, ...change } = input.data
  if (locationId !== LOCATION) return refuse(403, 'The token does not have access to this location.')
  if (change.email && contactByEmail(state, change.email)) return refuse(400, 'This location does not allow duplicated contacts.')
  return jsonAnswer(201, { contact: contactShape(saveContact(state, undefined, change)), traceId: randomUUID() })
}

export function getContact(call: Call): WireAnswer {
  return withContact(call, (contact) => jsonAnswer(200, { contact: contactShape(contact), traceId: randomUUID() }))
}

export function updateContact(call: Call): WireAnswer {
  return withContact(call, (contact) => {
    const input = parse(changed, call.request.json)
    if ('refusal' in input) return input.refusal
    return jsonAnswer(200, { succeded: true, contact: contactShape(saveContact(call.state, contact, input.data)) })
  })
}

export function deleteContact(call: Call): WireAnswer {
  return withContact(call, (contact) => {
    call.state.contacts.delete(contact.id)
    announce(call.state, 'ContactDelete', contactEvent(contact, 'ContactDelete'))
    return jsonAnswer(200, { succeded: true })
  })
}

const tagsSchema = z.strictObject({ tags: z.array(z.string()) })

export function addTags(call: Call): WireAnswer {
  return withContact(call, (contact) => {
    const input = parse(tagsSchema, call.request.json)
    if ('refusal' in input) return input.refusal
    // Tags are kept in lower case.
    const tags = [...new Set([...contact.tags, ...input.data.tags.map((tag) => tag.toLowerCase())])]
    saveContact(call.state, contact, { tags })
    return jsonAnswer(201, { tags })
  })
}

export function removeTags(call: Call): WireAnswer {
  return withContact(call, (contact) => {
    const input = parse(tagsSchema, call.request.json)
    if ('refusal' in input) return input.refusal
    const gone = new Set(input.data.tags.map((tag) => tag.toLowerCase()))
    const tags = contact.tags.filter((tag) => !gone.has(tag))
    saveContact(call.state, contact, { tags })
    return jsonAnswer(200, { tags })
  })
}

const duplicateQuery = z.object({ locationId: z.string(), email: z.string().optional(), number: z.string().optional() })

/** Reads the rows themselves, so it never lags. */
export function findDuplicate({ state, request }: Call): WireAnswer {
  const query = parse(duplicateQuery, queryOf(request.query))
  if ('refusal' in query) return query.refusal
  if (query.data.locationId !== LOCATION) return refuse(403, 'The token does not have access to this location.')
  const found = query.data.email ? contactByEmail(state, query.data.email) : undefined
  return jsonAnswer(200, { contact: found ? contactShape(found) : null, traceId: randomUUID() })
}

const searchSchema = z.strictObject({
  locationId: z.string(),
  page: z.int().min(1).optional(),
  pageLimit: z.int().min(1).max(100),
  searchAfter: z.array(z.union([z.number(), z.string()])).optional(),
  query: z.string().optional(),
  filters: z
    .array(z.object({ field: z.literal('dateUpdated'), operator: z.literal('range'), value: z.object({ gte: z.iso.datetime() }) }))
    .optional(),
  sort: z.array(z.object({ field: z.literal('dateUpdated'), direction: z.enum(['asc', 'desc']) })).optional(),
})

/** Goes by an index that is a moment behind: a new contact is not there yet, a changed one stands where it stood. */
export function searchContacts({ state, request }: Call): WireAnswer {
  const input = parse(searchSchema, request.json)
  if ('refusal' in input) return input.refusal
  const { locationId, pageLimit, searchAfter, filters, query } = input.data
  if (locationId !== LOCATION) return refuse(403, 'The token does not have access to this location.')
  const seen = state.world.clock.now() - SEARCH_LAG_MS
  const since = filters?.[0] ? Date.parse(filters[0].value.gte) : 0
  const rows = [...state.contacts.values()]
    .filter((contact) => contact.dateAdded <= seen)
    .map((contact) => ({ contact, updated: contact.dateUpdated <= seen ? contact.dateUpdated : contact.updatedBefore }))
    .filter(({ contact, updated }) => updated >= since && (!query || lower(contact.email).includes(query.toLowerCase())))
    .sort((a, b) => a.updated - b.updated || (a.contact.id < b.contact.id ? -1 : 1))
  const [at, id] = searchAfter ?? []
  const after = rows.filter(
    ({ contact, updated }) => at === undefined || updated > Number(at) || (updated === Number(at) && contact.id > String(id)),
  )
  return jsonAnswer(200, {
    contacts: after.slice(0, pageLimit).map(({ contact, updated }) => ({ ...contactShape(contact), searchAfter: [updated, contact.id] })),
    total: rows.length,
    traceId: randomUUID(),
  })
}

function withContact({ state, params }: Call, work: (contact: Contact) => WireAnswer): WireAnswer {
  const contact = state.contacts.get(params[0] ?? '')
  return contact ? work(contact) : notFound(`Contact with id ${params[0]}`)
}
