import { snakeCase, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * Work that one process at a time may do, held by a row and not by a connection: that is kept behind a pooler which gives every transaction
 * another one. Who holds it says so again before its time is over; who died is followed when it is.
 */
export const hold = snakeCase.table('hold', {
  name: text().primaryKey(),
  /** Whose it is: a holder that comes back after its time is over can't end the next one's. */
  token: uuid().notNull(),
  /** Real time. */
  heldUntil: timestamp({ withTimezone: true }).notNull(),
})
