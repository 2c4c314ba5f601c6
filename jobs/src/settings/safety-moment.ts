import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { BrakeChecks } from './brakes.ts'
import type { SafetyMoment } from './check-settings.ts'

/** The moment as the rules need it, read where it is used: in the transaction of a save, or for a preview. */
export async function loadSafetyMoment(db: Sql, section: string, checks: BrakeChecks): Promise<SafetyMoment> {
  const { rows } = await db.execute<{ isRampOn: boolean }>(sql`select is_on as "isRampOn" from ramp_state()`)
  const isRampOn = rows[0]?.isRampOn ?? true
  // Only a dispatch has brakes, and their checks read a lot.
  const isDispatch = section === 'dispatch'
  const missing = isDispatch && isRampOn ? await checks.goLiveMissing(db) : []
  const gatekeeperMayGo = isDispatch && !isRampOn && (await checks.gatekeeperMayGoOff(db))
  return {
    isRampOn,
    shadowStays:
      missing.length === 0
        ? []
        : [
            {
              code: 'GO_LIVE',
              message: `Shadow mode can be switched off during the ramp only when the go-live list holds. Missing: ${missing.join(', ')}.`,
            },
          ],
    gatekeeperStays: gatekeeperMayGo
      ? []
      : [{ code: 'GATEKEEPER', message: 'Follow-ups need approval until 30 days of live sends, the last 14 of them with stable figures.' }],
  }
}
