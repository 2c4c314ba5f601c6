import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { ChannelName, Delivery } from './notice-channel.ts'

/** Pauses before a message that certainly did not leave is tried again, in seconds of real time; after the last it is given up. */
const pauseSeconds = [10, 30, 60, 120, 300, 600, 900, 1_800]

const names: Record<ChannelName, string> = { SLACK: 'Slack', SMS: 'Text messages', EMAIL: 'Mail' }

type NoticeState = 'PLANNED' | 'IN_FLIGHT' | 'SENT' | 'DELIVERED' | 'UNKNOWN' | 'GIVEN_UP'

/** What a delivery makes of its notices, and in how many milliseconds there is something to do about them; null: nothing, ever. */
function outcomeOf(
  delivery: Delivery,
  attempts: number,
): { state: NoticeState; nextMs: number | null; code: string | null; problem: string | null } {
  switch (delivery.is) {
    case 'SENT':
      return { state: 'SENT', nextMs: delivery.lookAgainMs, code: null, problem: null }
    case 'DELIVERED':
      return { state: 'DELIVERED', nextMs: null, code: null, problem: null }
    case 'NOT_SENT': {
      const pauseMs = 1_000 * (pauseSeconds[Math.max(0, attempts - 1)] ?? 0)
      return { state: 'PLANNED', nextMs: Math.max(delivery.waitMs ?? 0, pauseMs), code: delivery.code, problem: delivery.problem }
    }
    case 'REFUSED':
      return { state: 'GIVEN_UP', nextMs: null, code: delivery.code, problem: delivery.problem }
    case 'UNKNOWN':
      return { state: 'UNKNOWN', nextMs: delivery.lookAgainMs, code: delivery.code, problem: delivery.problem }
    default:
      return delivery satisfies never
  }
}

/**
 * Writes down what became of a message. What is given up is shown with its alert, and is an alert of its own, which begins at the next way:
 * people who hear nothing by one must not think that nothing happened.
 */
export async function settleNotices(
  writer: Writer,
  channel: ChannelName,
  messageId: string,
  expected: 'IN_FLIGHT' | 'SENT' | 'UNKNOWN',
  delivery: Delivery,
): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows: stands } = await tx.execute<{ attempts: number }>(
      sql`select max(attempts)::int as attempts from alert_notice where message_id = ${messageId}`,
    )
    const { state, nextMs, code, problem } = outcomeOf(delivery, stands[0]?.attempts ?? 0)
    const providerId = delivery.is === 'SENT' ? delivery.providerId : null
    const { rows } = await tx.execute<{ given_up: number }>(sql`
      select given_up from settle_notices(${messageId}::uuid, ${expected}::notice_state, ${state}::notice_state, ${code}, ${problem}, ${providerId},
        make_interval(secs => ${nextMs === null ? null : nextMs / 1_000}::double precision), ${pauseSeconds.length}::integer)`)
    if ((rows[0]?.given_up ?? 0) > 0) {
      const words = `${names[channel]}: people were not told of an alert. ${problem ?? ''}`.trim()
      await tx.execute(sql`select from raise_alert(${`alert-channel:${channel}`}, 'CRITICAL', ${words})`)
    }
  })
}
