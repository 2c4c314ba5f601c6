import { sql } from 'drizzle-orm'
import { boolean, check, integer, interval, pgEnum, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant, transactionId } from '../columns.ts'

export const mode = pgEnum('mode', ['sandbox', 'production'])

/** What this database was born as. One row, for ever: a process whose MODE differs refuses to start (I16). */
export const installation = snakeCase.table(
  'installation',
  {
    only: boolean().primaryKey().default(true),
    mode: mode().notNull(),
    /** How far business time is ahead of the database's clock. Only a sandbox may move it (I17). */
    moved: interval().notNull().default('0'),
    /** Which version's schema and functions this database has; a process of another version sends nothing. */
    schemaFingerprint: text().notNull(),
    bornAt: instant().notNull().defaultNow(),
    /** Since when the guard here counts an answer from its hearing on: older requests are not held to that (I3); real time. */
    lateAnswersSince: instant().notNull().defaultNow(),
    /** The server's timeline as it was last known to be right: another one means that a backup was restored or another server took over (I24). */
    serverTimeline: integer(),
  },
  (t) => [
    check('installation_is_one_row', sql`${t.only}`),
    check('installation_clock_moves_only_in_sandbox', sql`${t.mode} = 'sandbox' or ${t.moved} = interval '0'`),
  ],
)

export const processKind = pgEnum('process_kind', ['api', 'jobs'])

/** Every running process, by heartbeat. Readiness, and the switches that any live process forces on, are read from here. */
export const process = snakeCase.table('process', {
  id: id(),
  kind: processKind().notNull(),
  version: text().notNull(),
  host: text().notNull(),
  pid: integer().notNull(),
  emergencyStop: boolean().notNull().default(false),
  shadowMode: boolean().notNull().default(false),
  startedAt: instant().notNull().defaultNow(),
  seenAt: instant().notNull().defaultNow(),
})

/**
 * The outbox of live updates: written with the change, read by every API process, pruned after minutes.
 * Unlogged: a crash of PostgreSQL empties it, but it also cuts every listening connection, and a reconnect refetches.
 */
export const notice = snakeCase.table('notice', {
  /** Goes with the next version: readers of the version before tell notices apart by it. */
  id: uuid().notNull().default(sql`gen_random_uuid()`),
  /** The transaction that wrote it: readers ask for those of transactions that they could not see when they last looked. */
  transaction: transactionId().notNull().default(sql`pg_current_xact_id()`),
  topic: text().notNull(),
  subject: uuid(),
  at: instant().notNull().defaultNow(),
})
