import { sql } from 'drizzle-orm'
import { type Looking, lookEvery } from '../look-every.ts'
import { type ChannelName, channelNames } from './notice-channel.ts'
import { type TellHands, tellAlerts } from './tell-alerts.ts'

/** How often new alerts are looked for, in milliseconds: people hear of a stop within seconds, not with the next minute's sweep. */
const everyMs = 2_000

/**
 * Tells people of alerts for as long as the process runs, beside the sweep; any number of processes may. Each way has a look of its own: one that
 * hangs, recipient after recipient, keeps nobody from hearing of the next alert by another.
 */
export function startTelling(hands: Omit<TellHands, 'stopping'>): Looking {
  const { writer, log } = hands
  const lookBy = (name: ChannelName) => async (stopping: AbortSignal) => {
    const { rows } = await writer.sql.execute<{ isDue: boolean }>(sql`
      select exists (select from alert where resolved_at is null and told_level < level)
        or exists (select from alert_notice where channel = ${name} and state = 'PLANNED' and (not_before is null or not_before <= clock_timestamp()))
        or exists (select from alert_notice where channel = ${name} and state in ('UNKNOWN', 'SENT') and not_before <= clock_timestamp()
          and lease_until > clock_timestamp() - interval '1 hour') as "isDue"`)
    if (rows[0]?.isDue) await tellAlerts({ ...hands, stopping }, [name])
  }
  const looks = channelNames.map((name) => lookEvery(everyMs, lookBy(name), log, `alerts: telling by ${name} failed`))
  return {
    async stop() {
      await Promise.all(looks.map((look) => look.stop()))
    },
  }
}
