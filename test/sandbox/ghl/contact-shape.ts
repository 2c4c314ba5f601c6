import { type Contact, iso, LOCATION } from './state.ts'

/** A contact as every endpoint shows it. Custom fields come back as `{id, value}`, however they were written. */
export function contactShape(contact: Contact): Record<string, unknown> {
  const { id, firstName, lastName, email, additionalEmails, phone, companyName, country, timezone, source, tags, dnd, dndSettings } =
    contact
  return {
    id,
    locationId: LOCATION,
    name: [firstName, lastName].filter((part) => part !== null).join(' ') || null,
    firstName,
    lastName,
    contactName: [firstName, lastName].filter((part) => part !== null).join(' ') || null,
    email,
    emailLowerCase: email?.toLowerCase() ?? null,
    additionalEmails: additionalEmails.map((one) => ({ email: one })),
    phone,
    companyName,
    country,
    timezone,
    source,
    type: 'lead',
    tags,
    dnd,
    dndSettings,
    customFields: contact.customFields,
    dateAdded: iso(contact.dateAdded),
    dateUpdated: iso(contact.dateUpdated),
    lastActivity: iso(contact.lastActivity),
  }
}

/** What a contact event brings: the same fields at the top level, `dndSettings` only with the event that is about them. */
export function contactEvent(contact: Contact, type: string): Record<string, unknown> {
  const { id, email, firstName, lastName, phone, tags, dnd, companyName, source, customFields } = contact
  return {
    id,
    email,
    name: [firstName, lastName].filter((part) => part !== null).join(' '),
    firstName,
    lastName,
    phone,
    tags,
    dnd,
    companyName,
    source,
    customFields,
    dateAdded: iso(contact.dateAdded),
    ...(type === 'ContactDndUpdate' ? { dndSettings: contact.dndSettings } : {}),
  }
}
