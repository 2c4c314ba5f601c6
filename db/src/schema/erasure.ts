import { sql } from 'drizzle-orm'
import { boolean, bytea, check, index, integer, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/**
 * One person who is to be forgotten: asked for, and done once nothing of theirs is under way any more. Nobody is written to from the moment of
 * asking on. Never pruned: it is the register of what was erased (I23).
 */
export const erasure = snakeCase.table(
  'erasure',
  {
    id: id(),
    /** Null: an address or profile that no lead has. */
    leadId: uuid(),
    askedBy: text().notNull(),
    /** Business time, as all instants here. */
    askedAt: instant().notNull(),
    /** What it still waits for, by code (db/functions/erase-person.sql). */
    waitsFor: text().array().notNull().default(sql`'{}'`),
    /** Providers and platforms that had this person when it was asked: theirs is deleted there. */
    heldBy: text().array().notNull().default(sql`'{}'`),
    /** Addresses and profiles as they were typed, where no lead says them: kept until it is done, or done again. */
    typedKeys: text().array().notNull().default(sql`'{}'`),
    doneAt: instant(),
    /** How many rows were deleted or emptied. */
    rows: integer(),
  },
  (t) => [
    uniqueIndex('erasure_lead').on(t.leadId),
    index('erasure_asked').on(t.askedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('erasure_open').on(t.askedAt).where(sql`${t.doneAt} is null`),
    check('erasure_done_counts', sql`(${t.doneAt} is null) = (${t.rows} is null)`),
  ],
)

/** What an erased person was known by, as a keyed digest: nobody can read it back, and whoever names the person again is recognised. Never pruned. */
export const erasedKey = snakeCase.table(
  'erased_key',
  {
    /** `erased:` and 32 hexadecimal digits; it also stands wherever the key stood. */
    name: text().primaryKey(),
    erasureId: uuid()
      .notNull()
      .references(() => erasure.id),
  },
  (t) => [index('erased_key_erasure').on(t.erasureId)],
)

/** What the digests are keyed with: of this database alone, readable by no role of the application. One row. */
export const erasureSalt = snakeCase.table('erasure_salt', { only: boolean().primaryKey().default(true), salt: bytea().notNull() }, (t) => [
  check('erasure_salt_is_one_row', sql`${t.only}`),
  check('erasure_salt_is_long', sql`length(${t.salt}) >= 32`),
])
