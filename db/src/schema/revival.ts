import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgEnum, smallint, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { draft } from './draft.ts'
import { lead } from './lead.ts'

/** Why a lead is taken up again: it was silent for long enough, or a date that it named has come. */
export const revivalCause = pgEnum('revival_cause', ['SILENCE', 'DATE'])
/** QUEUED has a draft, wherever that is by now; ENDED had one that never went out; REFUSED never got one. */
export const revivalState = pgEnum('revival_state', ['QUEUED', 'ENDED', 'REFUSED'])

/** One try to take a silent lead up again: a round of its own, of one email. */
export const revival = snakeCase.table(
  'revival',
  {
    id: id(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    /** Whose once-key it takes. */
    person: text().notNull(),
    /** Null where nothing was written. */
    round: smallint(),
    cause: revivalCause().notNull(),
    state: revivalState().notNull(),
    /** From 0 to 100, and what it is made of: an array of {code, points, message}. */
    score: smallint().notNull(),
    reasons: jsonb().notNull(),
    draftId: uuid().references(() => draft.id, { onDelete: 'set null' }),
    /** Why it ended or was refused. */
    code: text(),
    message: text(),
    /** Business time. */
    at: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [
    uniqueIndex('revival_round').on(t.person, t.round).where(sql`${t.round} is not null`),
    index('revival_lead').on(t.leadId, t.at.desc().nullsFirst()),
    index('revival_at').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('revival_draft').on(t.draftId).where(sql`${t.draftId} is not null`),
    check('revival_says_why', sql`(${t.state} = 'QUEUED') = (${t.code} is null) and (${t.state} = 'REFUSED') = (${t.round} is null)`),
    check('revival_score_from_0_to_100', sql`${t.score} between 0 and 100`),
  ],
)

/** "Not now, ask me in March": from then on the lead is a candidate, and not before. */
export const revivalDate = snakeCase.table(
  'revival_date',
  {
    leadId: uuid()
      .primaryKey()
      .references(() => lead.id, { onDelete: 'cascade' }),
    /** Business time. */
    dueAt: instant().notNull(),
    /** Where it comes from, in words: what the person wrote. */
    reason: text().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
    /** When it led to a revival. */
    takenAt: instant(),
  },
  (t) => [index('revival_date_due').on(t.dueAt).where(sql`${t.takenAt} is null`)],
)
