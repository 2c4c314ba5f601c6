import type { GhlContact } from '../providers/ghl/contacts.ts'
import type { ContactNews } from './contact-news.ts'

/** A contact that was read, as news of it. */
export function newsOf(contact: GhlContact): ContactNews {
  const instant = (at: string | null) => (at === null ? null : new Date(at))
  return {
    contactId: contact.id,
    fields: {
      addresses: contact.addresses,
      firstName: contact.firstName,
      lastName: contact.lastName,
      companyName: contact.companyName,
    },
    tags: contact.tags,
    block: contact.isBlocked ? (contact.isBlockOurs ? 'OURS' : 'THEIRS') : 'NONE',
    stage: null,
    lastActivityAt: instant(contact.lastActivityAt),
    changedAt: instant(contact.updatedAt),
    isDeleted: false,
  }
}
