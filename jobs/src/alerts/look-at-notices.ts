import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { NoticeChannel } from './notice-channel.ts'
import { settleNotices } from './settle-notices.ts'

/** Messages that are looked at in one go, and how long after leaving one is still asked about, in minutes of real time. */
const most = 20
const longestMinutes = 60

type LeftRow = { messageId: string; recipient: string; words: string; providerId: string | null; state: 'SENT' | 'UNKNOWN'; leftAt: string }

/** Asks the provider what became of messages that it took, or may have taken, where it can be asked and will know by now. */
export async function lookAtNotices(writer: Writer, log: Log, channel: NoticeChannel): Promise<void> {
  const { look } = channel
  if (look === null) {
    await writer.sql.execute(
      sql`update alert_notice set not_before = null where channel = ${channel.name} and state in ('SENT', 'UNKNOWN') and not_before is not null`,
    )
    return
  }
  if (channel.problem !== null) return
  // Whoever looks holds the others off for a while; two that look at once would only read twice.
  const { rows } = await writer.transaction((tx) =>
    tx.execute<LeftRow>(sql`
      with due as (
        select n.message_id from alert_notice n
        where n.channel = ${channel.name} and n.state in ('SENT', 'UNKNOWN') and n.not_before <= clock_timestamp() and n.words is not null
          and n.lease_until > clock_timestamp() - make_interval(mins => ${longestMinutes})
        group by n.message_id limit ${most}
      ), held as (
        update alert_notice n set not_before = clock_timestamp() + interval '30 seconds' from due where n.message_id = due.message_id
        returning n.message_id, n.recipient, n.words, n.provider_id, n.state, n.lease_until
      )
      select distinct message_id as "messageId", recipient, words, provider_id as "providerId", state, lease_until as "leftAt" from held`),
  )
  for (const { state, leftAt, ...left } of rows) {
    try {
      await settleNotices(writer, channel.name, left.messageId, state, await look({ ...left, leftAt: new Date(leftAt) }))
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ channel: channel.name, messageId: left.messageId, why: error.message }, 'alerts: a message could not be looked up')
    }
  }
}
