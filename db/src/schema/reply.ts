import { sql } from 'drizzle-orm'
import { boolean, check, date, index, integer, jsonb, pgEnum, real, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { channel, draft } from './draft.ts'
import { lead } from './lead.ts'

/** What a reply is; in the order of the inbox's keys. */
export const replyClass = pgEnum('reply_class', [
  'INTERESTED',
  'MEETING_REQUEST',
  'QUESTION',
  'OBJECTION',
  'NOT_NOW',
  'REFERRAL',
  'NOT_INTERESTED',
  'UNSUBSCRIBE',
  'OUT_OF_OFFICE',
  'WRONG_PERSON',
  'BOUNCE',
  'OTHER',
])
export const stopVerdict = pgEnum('stop_verdict', ['yes', 'doubt', 'no'])
/** What a person asks about their own data. */
export const dataRequest = pgEnum('data_request', ['ERASURE', 'ACCESS'])

/** Something that somebody, or their mail program, wrote back; one for each delivery that brought one. */
export const reply = snakeCase.table(
  'reply',
  {
    id: id(),
    /** What brought it: applied twice, it is one reply (I7). */
    deliveryId: uuid().notNull(),
    /** Null: nobody we know; it lies in the tray until a person says whose it is. */
    leadId: uuid().references(() => lead.id, { onDelete: 'cascade' }),
    /** Why it is this lead's, where the address does not say so: the thread, the company, a person. */
    matchedBy: text(),
    provider: text().notNull(),
    channel: channel().notNull(),
    fromAddress: text(),
    subject: text(),
    text: text().notNull(),
    newText: text().notNull(),
    class: replyClass().notNull(),
    /** What the rules said; a person's word never changes it. */
    readAs: replyClass().notNull(),
    confidence: real().notNull(),
    /** The writer's words that decided, the strongest first. */
    deciders: jsonb().$type<string[]>().notNull(),
    stop: stopVerdict().notNull(),
    /** Who asks to stop asks it for everybody at their company. */
    stopsCompany: boolean().notNull().default(false),
    dataRequest: dataRequest(),
    isAutomatic: boolean().notNull(),
    needsPerson: boolean().notNull(),
    returnsOn: date(),
    notBefore: date(),
    referralName: text(),
    referralEmail: text(),
    /** What the writer says that they are there. */
    referralTitle: text(),
    /** The lead that the referral became. */
    referralLeadId: uuid().references(() => lead.id, { onDelete: 'set null' }),
    version: integer().notNull().default(1),
    /** Who said last what it is. */
    confirmedBy: text(),
    /** Since when that holds: of an answer, since somebody first said that it is one (I3); each word that was said stands in `reply_label`. */
    confirmedAt: instant(),
    /** What a person answered. */
    answerDraftId: uuid().references(() => draft.id, { onDelete: 'set null' }),
    at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('reply_delivery').on(t.deliveryId),
    index('reply_newest').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('reply_by_class').on(t.class, t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('reply_undecided').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()).where(sql`${t.confirmedAt} is null`),
    index('reply_unmatched').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()).where(sql`${t.leadId} is null`),
    index('reply_lead').on(t.leadId, t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('reply_referral').on(t.referralLeadId).where(sql`${t.referralLeadId} is not null`),
    check('reply_confirmed_by_someone', sql`num_nonnulls(${t.confirmedBy}, ${t.confirmedAt}) in (0, 2)`),
    check('reply_confidence_from_0_to_1', sql`${t.confidence} between 0 and 1`),
  ],
)

/** What a person said a reply is: labelled data. Append-only. */
export const replyLabel = snakeCase.table(
  'reply_label',
  {
    id: id(),
    replyId: uuid()
      .notNull()
      .references(() => reply.id, { onDelete: 'cascade' }),
    fromClass: replyClass().notNull(),
    toClass: replyClass().notNull(),
    /** How sure the rules had been. */
    confidence: real().notNull(),
    actor: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [index('reply_label_reply').on(t.replyId), index('reply_label_at').on(t.at)],
)
