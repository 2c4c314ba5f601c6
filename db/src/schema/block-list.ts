import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { platform } from './dispatch.ts'

/**
 * What one platform's own block list should say of one address or domain, and whether reading the list has confirmed it. Retried until it
 * is; a row is never deleted, so what we once blocked there is told apart from what others did.
 */
export const blockListPush = snakeCase.table(
  'block_list_push',
  {
    id: id(),
    platform: platform().notNull(),
    /** An address or a domain, in lower case. */
    value: text().notNull(),
    /** Whether it should be on the list: false once its last suppression was lifted. */
    isBlocked: boolean().notNull(),
    reason: text().notNull(),
    askedAt: instant().notNull(),
    confirmedAt: instant(),
    /** The platform's id of the entry that we made, 'asked' until it was read back; null where there is none, or a person put it there: theirs stays. */
    providerEntryId: text(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    /** Not tried again before; real time. */
    heldUntil: instant(),
  },
  (t) => [
    uniqueIndex('block_list_push_value').on(t.platform, t.value),
    index('block_list_push_open').on(t.platform, t.askedAt).where(sql`${t.confirmedAt} is null`),
    check('block_list_push_value_is_lower', sql`${t.value} = lower(${t.value}) and ${t.value} <> ''`),
  ],
)
