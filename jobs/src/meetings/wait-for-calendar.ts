import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { nurtureSection } from '../dispatch/nurture-settings.ts'
import { loadSettings } from '../settings/load-settings.ts'

/** How often the row is looked at, in real milliseconds. */
const betweenMs = 100

/** Waits for the calendar's word on a meeting, as long as one waits for GoHighLevel elsewhere, and says how it stands then. */
export async function waitForCalendar(db: Sql, meetingId: string): Promise<string> {
  const { document } = await loadSettings(db, nurtureSection)
  const until = performance.now() + document.answerWithinMs
  for (;;) {
    const { rows } = await db.execute<{ status: string; message: string | null }>(
      sql`select status, message from meeting where id = ${meetingId}`,
    )
    const [row] = rows
    if (row?.status === 'BOOKED') return 'Meeting booked'
    if (row?.status === 'REFUSED') return `Not booked: ${row.message ?? 'refused'}`
    if (row?.status === 'UNKNOWN') return 'The calendar gave no clear answer. It is looked up.'
    if (performance.now() + betweenMs > until) return 'Asked for: the calendar has not answered yet.'
    await sleep(betweenMs)
  }
}
