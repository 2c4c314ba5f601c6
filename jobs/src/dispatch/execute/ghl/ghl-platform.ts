import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../../../business-now.ts'
import { newsOf } from '../../../contacts/contact-news-of.ts'
import { saveContacts } from '../../../contacts/save-contacts.ts'
import { organisationSection } from '../../../craft/organisation.ts'
import type { Log } from '../../../log.ts'
import type { GhlContact, NewContact } from '../../../providers/ghl/contacts.ts'
import type { ListedMail, MailToSend } from '../../../providers/ghl/conversations.ts'
import { isAboutContact } from '../../../providers/ghl/refusals.ts'
import type { Ghl } from '../../../providers/ghl.ts'
import { ProviderError } from '../../../providers/http/provider-error.ts'
import { loadSettings } from '../../../settings/load-settings.ts'
import type { DirectOutcome, DirectPlatform, DirectProof, DirectSend, Look, Preparation } from '../direct-platform.ts'
import { isSameMail } from './same-mail.ts'

/** Business minutes after acceptance at which proof is looked for (dispatch.md, GoHighLevel). */
const proofMinutes = [1, 5, 15, 60]

/** Mail is dated by GoHighLevel's clock; ours may be ahead. In milliseconds. */
const clockSlackMs = 3_600_000

/**
 * GoHighLevel as a platform of dispatch: one mail of a contact's conversation for each send. An answer that names the message is its word that
 * it took it; that it left is told by its events, else by reading the mail.
 */
export function ghlPlatform({ writer, log, ghl }: { writer: Writer; log: Log; ghl: Ghl }): DirectPlatform {
  return {
    platform: 'GHL',
    proofMinutes,
    async prepare(send): Promise<Preparation> {
      const contact = await contactFor(writer, ghl, send)
      if (contact.isBlocked) {
        return { is: 'REFUSED', code: 'SUPPRESSED', message: 'Mail to this contact is off at GoHighLevel (do-not-disturb).' }
      }
      const from = await sender(writer, send.account)
      const admission = await ghl.conversations.admit()
      const mail = { contactId: contact.id, from, to: send.address, subject: send.subject ?? '', html: send.html }
      return {
        is: 'READY',
        providerLeadId: contact.id,
        deliver: (departure) => deliver(ghl, mail, { ...departure, admission }),
        giveUp: admission.giveBack,
      }
    },

    lookFor: (send) => lookFor(ghl, send),

    async prove(sends): Promise<DirectProof[]> {
      const proofs: DirectProof[] = []
      for (const send of sends) {
        try {
          const proof = await proofOf(ghl, send)
          if (proof) proofs.push(proof)
        } catch (error) {
          // One that can't be read holds up no other; the next look comes.
          if (!(error instanceof ProviderError)) throw error
          log.warn({ err: error, send: send.id }, 'dispatch: a mail could not be read for proof')
        }
      }
      return proofs
    },
  }
}

/**
 * An id of the mail is an acceptance. A refusal that does not name the contact may be about us: it is unknown (invariants.md, Settle), so that
 * a person hears what GoHighLevel said, and it is neither taken for theirs nor repeated.
 */
async function deliver(ghl: Ghl, mail: MailToSend, departure: Parameters<Ghl['conversations']['sendMail']>[1]): Promise<DirectOutcome> {
  try {
    const { messageId } = await ghl.conversations.sendMail(mail, departure)
    return { outcome: 'ACCEPTED', providerLeadId: mail.contactId, providerMessageId: messageId }
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'rejected' || isAboutContact(error.excerpt)) throw error
    return { outcome: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', message: `${error.message} (${error.excerpt ?? 'no reason given'})` }
  }
}

/** The contact with this address, made where there is none; kept with its lead. Nothing that it has is overwritten. */
async function contactFor(writer: Writer, ghl: Ghl, send: DirectSend): Promise<GhlContact> {
  const contact = (await ghl.contacts.find(send.address)) ?? (await ghl.contacts.create(await newContact(writer, send)))
  // The block, if there is one, is told by the sync, with all that follows from it.
  const news = { ...newsOf(contact), block: null }
  await writer.transaction(async (tx) => saveContacts(tx, await businessNow(tx), [news]))
  return contact
}

async function newContact({ sql: db }: Writer, send: DirectSend): Promise<NewContact> {
  const { rows } = await db.execute<Omit<NewContact, 'email'>>(sql`
    select l.first_name as "firstName", l.last_name as "lastName", coalesce(c.name, l.company_name) as "companyName"
    from lead l left join company c on c.id = l.company_id where l.id = ${send.leadId}`)
  return { email: send.address, ...(rows[0] ?? { firstName: null, lastName: null, companyName: null }) }
}

/** `"Dani Apgar" <dani@chiefai.ai>` */
async function sender({ sql: db }: Writer, account: string): Promise<string> {
  const { document } = await loadSettings(db, organisationSection)
  return `"${document.senderName.replace(/["\\]/g, '')}" <${account}>`
}

/** The mail in the contact's conversation that has our words; reading only. */
async function findMail(ghl: Ghl, send: DirectSend): Promise<{ mail: ListedMail | null; seen: string }> {
  const contactId = send.providerLeadId ?? (await ghl.contacts.find(send.address))?.id ?? null
  if (contactId === null) return { mail: null, seen: 'Read at GoHighLevel: there is no such contact.' }
  const conversation = await ghl.conversations.findConversation(contactId)
  if (conversation === null) return { mail: null, seen: 'Read at GoHighLevel: the contact has no conversation.' }
  const mails = await ghl.conversations.mailsOf(conversation, new Date(Date.parse(send.windowFrom) - clockSlackMs))
  for (const mail of mails) {
    if (!mail.isOutbound || !mail.isByApi) continue
    const words = await ghl.conversations.getMail(mail.emailMessageId)
    if (words !== null && isSameMail(send, words))
      return { mail: { ...mail, state: words.state }, seen: 'Read at GoHighLevel: the mail is in the conversation.' }
  }
  return { mail: null, seen: `Read at GoHighLevel: not among ${mails.length} mails of the conversation.` }
}

async function lookFor(ghl: Ghl, send: DirectSend): Promise<Look> {
  const { mail, seen } = await findMail(ghl, send)
  return mail === null ? { isPresent: false, seen } : { isPresent: true, seen, providerMessageId: mail.emailMessageId }
}

async function proofOf(ghl: Ghl, send: DirectSend): Promise<DirectProof | null> {
  const known = send.providerMessageId === null ? null : await ghl.conversations.getMail(send.providerMessageId)
  if (known !== null) {
    return known.state === 'OUT'
      ? { sendId: send.id, messageId: send.providerMessageId, at: known.at ?? send.acceptedAt ?? send.windowFrom }
      : null
  }
  // An older answer names the message, and a mail is read by its own id.
  const { mail } = await findMail(ghl, send)
  return mail?.state === 'OUT' ? { sendId: send.id, messageId: mail.emailMessageId, at: mail.at } : null
}
