import { sql } from 'drizzle-orm'
import { bigint, check, jsonb, pgEnum, snakeCase, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { channel } from './draft.ts'

/** How it was seen that this database may be older than the world. */
export const reconciliationCause = pgEnum('reconciliation_cause', ['AUDIT_HEAD', 'SERVER_TIMELINE', 'UNKNOWN_CAMPAIGN'])

/**
 * The database may not know of messages that went out: an older backup was restored, or another server took over. Sending stands still until
 * the platforms were read and a person has closed it (I24). One is open at a time.
 */
export const reconciliation = snakeCase.table(
  'reconciliation',
  {
    id: id(),
    cause: reconciliationCause().notNull(),
    /** What was seen, as a sentence. */
    evidence: text().notNull(),
    /** Business time. */
    foundAt: instant().notNull(),
    /** From when on the platforms are read, in business time: a day before the last thing that this database knows of. */
    since: instant().notNull(),
    /** The audit head that was kept outside and is not in the chain; once this is closed, it is given up for the chain's own. */
    keptNumber: bigint({ mode: 'number' }),
    keptHash: text(),
    askedBy: text(),
    askedAt: instant(),
    /** One entry a platform: how many messages it showed, how many of them we did not know, why it could not be read. */
    report: jsonb(),
    readAt: instant(),
    closedBy: text(),
    closedAt: instant(),
    reason: text(),
  },
  (t) => [
    uniqueIndex('reconciliation_one_open').on(sql`(closed_at is null)`).where(sql`closed_at is null`),
    check('reconciliation_read_before_closed', sql`${t.closedAt} is null or ${t.readAt} is not null`),
  ],
)

/**
 * A message that went out without this book: before moving in, or behind its back. Never pruned, kept through erasure (I23): it is why a
 * person counts as written to.
 */
export const historySend = snakeCase.table(
  'history_send',
  {
    id: uuid().primaryKey().default(sql`uuid_v7()`),
    /** The key of the person, as in `send_once`. */
    person: text().notNull(),
    channel: channel().notNull(),
    at: instant().notNull(),
    /** Who told of it: a platform, or a file. */
    source: text().notNull(),
    /** Its id there. */
    message: text().notNull(),
  },
  (t) => [unique('history_send_told_once').on(t.source, t.message)],
)
