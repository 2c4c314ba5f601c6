import { sql } from 'drizzle-orm'
import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * A point in time. Milliseconds, because cursors carry milliseconds: with PostgreSQL's microseconds a keyset page would lose rows.
 * Stored and compared in UTC.
 */
export const instant = () => timestamp({ withTimezone: true, precision: 3 })

/** A UUIDv7: ids sort by the time they were made, and look-ups in partitioned tables find their partition. */
export const id = () => uuid().primaryKey().default(sql`uuid_v7()`)

/** What text search looks through: words folded to lower case without accents (see function `search_words`). */
export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** A transaction's number, wide enough never to wrap. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })
