import { sql } from 'drizzle-orm'
import { boolean, check, index, snakeCase, text } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/** What a person answers for on the production list, where no row can tell, or takes back. Append-only: the newest of each item counts. */
export const goLiveConfirmation = snakeCase.table(
  'go_live_confirmation',
  {
    id: id(),
    /** Name of the item, such as `history`. */
    item: text().notNull(),
    isConfirmed: boolean().notNull(),
    /** Why, in the person's words. */
    note: text().notNull(),
    confirmedBy: text().notNull(),
    /** Business time. */
    confirmedAt: instant().notNull(),
  },
  (t) => [
    index('go_live_confirmation_item').on(t.item, t.id.desc().nullsFirst()),
    check('go_live_confirmation_says_why', sql`${t.note} <> ''`),
  ],
)
