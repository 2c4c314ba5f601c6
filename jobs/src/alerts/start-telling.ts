import { sql } from 'drizzle-orm'
import { type Looking, lookEvery } from '../look-every.ts'
import { type TellHands, tellAlerts } from './tell-alerts.ts'

/** How often new alerts are looked for, in milliseconds: people hear of a stop within seconds, not with the next minute's sweep. */
const everyMs = 2_000

/** Tells people of alerts for as long as the process runs, beside the sweep; any number of processes may. */
export function startTelling(hands: Omit<TellHands, 'stopping'>): Looking {
  const { writer, log } = hands
  const look = async (stopping: AbortSignal) => {
    const { rows } = await writer.sql.execute<{ isDue: boolean }>(sql`
      select exists (select from alert where resolved_at is null and told_level < level)
        or exists (select from alert_notice where state = 'PLANNED' and (not_before is null or not_before <= clock_timestamp()))
        or exists (select from alert_notice where state in ('UNKNOWN', 'SENT') and not_before <= clock_timestamp()
          and lease_until > clock_timestamp() - interval '1 hour') as "isDue"`)
    if (rows[0]?.isDue) await tellAlerts({ ...hands, stopping })
  }
  return lookEvery(everyMs, look, log, 'alerts: telling failed')
}
