import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * A point in time. Milliseconds, because cursors carry milliseconds: with PostgreSQL's microseconds a keyset page would lose rows.
 * Stored and compared in UTC.
 */
export const instant = () => timestamp({ withTimezone: true, precision: 3 })

/** An instant that PostgreSQL wrote, in any zone, as ISO 8601 in UTC with milliseconds. */
export function isoOf(written: string): string {
  // `2026-11-02 09:00:00.5+00`, as it is where the zone is UTC and milliseconds are kept; by places, because a pattern costs more than a date.
  const isPlain = written.length <= 26 && written.endsWith('+00') && written[4] === '-' && written[10] === ' '
  if (!isPlain) return new Date(written).toISOString()
  return `${written.slice(0, 10)}T${written.slice(11, 19)}.${written.slice(20, -3).padEnd(3, '0')}Z`
}

/** An instant of a row that is only shown: as text, where a date would be made of it and written again. */
export const isoText = (instant: SQLWrapper): SQL<string> => sql<string>`${instant}`.mapWith(isoOf)

/** A UUIDv7: ids sort by the time they were made, and look-ups in partitioned tables find their partition. */
export const id = () => uuid().primaryKey().default(sql`uuid_v7()`)

/** What text search looks through: words folded to lower case without accents (see function `search_words`). */
export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** A transaction's number, wide enough never to wrap. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })
