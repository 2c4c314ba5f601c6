import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { cadenceSection } from './cadence-settings.ts'
import { outOfOfficeUntil } from './out-of-office.ts'

/**
 * A person says another day of return than was read of an out-of-office: the pause that rests on the old one ends by the new one, sooner or
 * later, or at once where that day is over. A pause for another reason, or by a later mail, stays. Days are YYYY-MM-DD.
 */
export async function moveOutOfOffice(
  tx: Sql,
  now: Date,
  actor: Actor,
  { leadId, writtenAt, from, to }: { leadId: string; writtenAt: Date; from: string | null; to: string | null },
): Promise<void> {
  const { document: settings } = await loadSettings(tx, cadenceSection)
  const endOf = (day: string | null): Date => outOfOfficeUntil(writtenAt, day, settings.outOfOfficeDays)
  const [old, until] = [endOf(from).toISOString(), endOf(to)]
  if (until > now) {
    await tx.execute(sql`
      select pause_enrollments(array[${leadId}]::uuid[], ${until.toISOString()}::timestamptz, 'OUT_OF_OFFICE', 'They are out of office.', ${actor.name}, ${old}::timestamptz)`)
    return
  }
  await tx.execute(sql`
    select resume_enrollments(array(
      select e.lead_id from enrollment e
      where e.lead_id = ${leadId} and e.state = 'PAUSED' and e.cause = 'OUT_OF_OFFICE' and e.paused_until = ${old}::timestamptz), 'OUT_OF_OFFICE', 'They are back.', ${actor.name})`)
}
