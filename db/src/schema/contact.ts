import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant, searchVector } from '../columns.ts'
import { lead } from './lead.ts'

/** A person as GoHighLevel keeps them: a copy to search by, kept by its events and a sync. What it says there is right. */
export const contact = snakeCase.table(
  'contact',
  {
    id: id(),
    providerContactId: text().notNull().unique(),
    /** As GoHighLevel has it; the first of several. */
    email: text(),
    /** Keys of all its addresses. */
    personKeys: text().array().notNull().default(sql`'{}'`),
    firstName: text(),
    lastName: text(),
    companyName: text(),
    tags: text().array().notNull().default(sql`'{}'`),
    /** Of its opportunity that moved last; null where it has none. */
    stageId: text(),
    opportunityStatus: text(),
    /** Mail is off there, whoever switched it off. */
    isDoNotDisturb: boolean().notNull().default(false),
    /** The lead that it is; kept by `link_contacts`. */
    leadId: uuid().references(() => lead.id, { onDelete: 'set null' }),
    /** What GoHighLevel calls the last activity, else the last mail that we know of: silence counts from here. */
    lastActivityAt: instant(),
    /** GoHighLevel's own time of the last change. */
    changedAt: instant(),
    syncedAt: instant().notNull(),
    deletedAt: instant(),
    search: searchVector().generatedAlwaysAs(
      sql`to_tsvector('simple', search_words(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(email, '')))`,
    ),
  },
  (t) => [
    index('contact_persons').using('gin', t.personKeys),
    index('contact_tags').using('gin', t.tags),
    index('contact_search').using('gin', t.search),
    index('contact_by_stage').on(t.stageId),
    index('contact_lead').on(t.leadId),
    index('contact_silence').on(t.lastActivityAt, t.id),
  ],
)

/** The stages of GoHighLevel's pipelines, by which contacts are searched. */
export const contactStage = snakeCase.table('contact_stage', {
  id: text().primaryKey(),
  name: text().notNull(),
  pipelineName: text().notNull(),
  position: integer().notNull(),
})

/** How far the sync of contacts has come. One row. */
export const contactSync = snakeCase.table(
  'contact_sync',
  {
    only: boolean().primaryKey().default(true),
    /** Every change before is here; GoHighLevel's time. */
    changedUntil: instant(),
    /** Business time. */
    stagesReadAt: instant(),
  },
  (t) => [check('contact_sync_is_one_row', sql`${t.only}`)],
)

/** Do-not-disturb that we owe GoHighLevel for a contact: on for whoever is suppressed here, off once that is lifted. Open until reading it back confirms it. */
export const contactBlock = snakeCase.table(
  'contact_block',
  {
    contactId: uuid()
      .primaryKey()
      .references(() => contact.id, { onDelete: 'cascade' }),
    reason: text().notNull(),
    /** Whether mail is to be off there; false takes back what we had set, and nothing that somebody else did. */
    isOff: boolean().notNull().default(true),
    askedAt: instant().notNull(),
    confirmedAt: instant(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    /** Not tried again before; business time. */
    notBefore: instant(),
  },
  (t) => [index('contact_block_open').on(t.askedAt).where(sql`${t.confirmedAt} is null`)],
)
