import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'

/** What a person called done comes back after so long, in hours, where its cause still lasts. */
const quietHours = 24

/**
 * One open WARNING while something lasts: `message` says what, null that it is over. Looking again counts nothing; it ends by itself with `overNote`,
 * and what a person resolved comes back a day later at the earliest.
 */
export async function warnWhileItLasts(
  tx: Sql,
  { cause, message, overNote }: { cause: string; message: string | null; overNote: string },
): Promise<void> {
  if (message === null) return endAlert(tx, cause, overNote)
  await tx.execute(sql`
    select from (select exists (select from alert a where a.cause = ${cause} and a.resolved_at is null) as is_open) o
    cross join lateral raise_alert(${cause}, 'WARNING', ${message}, case when o.is_open then 0 else 1 end)
    where o.is_open or not exists (
      select from alert a where a.cause = ${cause} and a.resolved_by <> 'clock' and a.resolved_at > business_now() - make_interval(hours => ${quietHours}))`)
}

/** Ends the open alert of a cause by the clock, because what it was about is over; nothing where none is open. */
export async function endAlert(tx: Sql, cause: string, overNote: string): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update alert set resolved_by = 'clock', resolved_at = business_now(), resolve_note = ${overNote}
    where cause = ${cause} and resolved_at is null returning id`)
  if (rows.length > 0)
    await announce(
      tx,
      'alert',
      rows.map(({ id }) => id),
    )
}
