import { randomUUID } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { JobContext } from '../context.ts'
import type { Log } from '../log.ts'
import type { Severity } from './alert-settings.ts'
import { loadAlertSettings } from './load-alert-settings.ts'
import { lookAtNotices } from './look-at-notices.ts'
import { mailChannel } from './mail-channel.ts'
import { type ChannelName, channelNames, type Delivery, type NoticeChannel } from './notice-channel.ts'
import type { Told } from './notice-words.ts'
import { settleNotices } from './settle-notices.ts'
import { slackChannel } from './slack-channel.ts'
import { smsChannel } from './sms-channel.ts'

/** What telling needs of the world. */
export type TellHands = Pick<JobContext, 'writer' | 'log' | 'slack' | 'twilio' | 'resend' | 'smtpHost' | 'publicUrl' | 'stopping'>

/**
 * Milliseconds of real time. `lease` outlasts the longest call with its wait for the allowance; a message that has not begun to leave by
 * `begin` never does. Whoever got a message hears of more only after the `gap`, all of it in one.
 */
const times = { lease: 120_000, begin: 60_000, gap: { SLACK: 10_000, SMS: 120_000, EMAIL: 120_000 } }

/** Notices that one message carries at most; the words count what they do not spell out. */
const mostTogether = 200

/**
 * Sends what is due, by every way that works or those that are named, and looks what became of what left. Any number of processes may do it at
 * once. Returns how many messages it tried.
 */
export async function tellAlerts(hands: TellHands, names: readonly ChannelName[] = channelNames): Promise<number> {
  const { writer, log } = hands
  const { channels, isReadable } = await loadChannels(hands)
  const isNew = await planNotices(writer, channels, isReadable)
  // Looked at every few seconds by several processes: said when it becomes so, as the rows of the ways know.
  if (isNew && !isReadable) log.error('alerts: the settings can not be read')
  await writer.sql.execute(sql`select expire_notices()`)
  // Side by side: a way that hangs must not keep people from hearing by another.
  const tried = await Promise.all(channels.filter(({ name }) => names.includes(name)).map((channel) => tellBy(hands, channel)))
  return tried.reduce((sum, messages) => sum + messages, 0)
}

/** Everything that is due by one way, one recipient after the other. */
async function tellBy({ writer, log, stopping }: TellHands, channel: NoticeChannel): Promise<number> {
  await lookAtNotices(writer, log, channel)
  if (channel.problem !== null) return 0
  let tried = 0
  const { rows } = await writer.transaction((tx) =>
    tx.execute<{ recipient: string }>(
      sql`select recipient from due_recipients(${channel.name}, make_interval(secs => ${times.gap[channel.name] / 1_000}))`,
    ),
  )
  for (const { recipient } of rows) {
    if (stopping.aborted) return tried
    if (await tell(writer, log, channel, recipient)) tried += 1
  }
  return tried
}

/** Every way to tell people. Where the settings can't be read (`isReadable` is false), those that need them say so. */
async function loadChannels({
  writer,
  slack,
  twilio,
  resend,
  smtpHost,
  publicUrl,
}: TellHands): Promise<{ channels: NoticeChannel[]; isReadable: boolean }> {
  const { settings, isReadable } = await loadAlertSettings(writer.sql)
  const bySettings = [smsChannel(twilio, settings, publicUrl), mailChannel({ resend, smtpHost }, settings, publicUrl)]
  const bySlack = slackChannel(slack, publicUrl)
  if (isReadable) return { channels: [bySlack, ...bySettings], isReadable }
  const problem = 'The alert settings can’t be read; save them anew.'
  return { channels: [bySlack, ...bySettings.map((channel) => ({ ...channel, problem }))], isReadable }
}

/**
 * Writes down whom each new level has to reach, and which ways work: one without what it needs is shown, never passed over silently. A level is
 * planned once, so who can't read the settings leaves it for a minute to a process of another version that may: it knows whom to tell.
 * Answers whether a way works now that did not, or no more.
 */
async function planNotices(writer: Writer, channels: readonly NoticeChannel[], isReadable: boolean): Promise<boolean> {
  const routes = channels.flatMap(({ name, fromLevel, recipients, problem }) =>
    recipients.map((recipient) => ({ level: fromLevel, channel: name, recipient, problem })),
  )
  const ways = channels.map(({ name, problem }) => ({ channel: name, problem }))
  return writer.transaction(async (tx) => {
    await tx.execute(sql`
      select plan_notices(${JSON.stringify(routes)}::jsonb)
      where ${isReadable} or exists (
        select from alert where resolved_at is null and told_level < level and level_at < business_now() - interval '1 minute')`)
    const { rows } = await tx.execute<{ channel: string }>(sql`
      insert into alert_channel as c (channel, is_ready, problem, checked_at)
      select w.channel, w.problem is null, w.problem, business_now()
      from jsonb_to_recordset(${JSON.stringify(ways)}::jsonb) as w(channel alert_channel_name, problem text)
      on conflict (channel) do update set is_ready = excluded.is_ready, problem = excluded.problem, checked_at = excluded.checked_at
      where (c.is_ready, c.problem) is distinct from (excluded.is_ready, excluded.problem) returning c.channel`)
    return rows.length > 0
  })
}

type TakenRow = { id: string; level: number; alert_id: string; cause: string; severity: Severity; message: string; count: number }

/** Take and commit; call; settle and commit. A process that dies between the two leaves notices that nobody sends again. */
async function tell(writer: Writer, log: Log, channel: NoticeChannel, recipient: string): Promise<boolean> {
  const messageId = randomUUID()
  const takenAt = performance.now()
  const { rows } = await writer.transaction((tx) =>
    tx.execute<TakenRow>(
      sql`select * from take_notices(${channel.name}, ${recipient}, ${messageId}::uuid, make_interval(secs => ${times.lease / 1_000}), ${mostTogether}::integer)`,
    ),
  )
  if (rows.length === 0) return false
  const told: Told[] = rows.map(({ alert_id: alertId, cause, severity, level, message, count }) => ({
    alertId,
    cause,
    severity,
    level,
    message,
    count,
  }))
  const words = channel.wordsOf(told)
  // Before the first byte: whoever looks for a lost message must know what it said.
  await writer.sql.execute(sql`update alert_notice set words = ${words} where message_id = ${messageId} and state = 'IN_FLIGHT'`)
  const delivery = await deliverOnce(log, channel, { messageId, recipient, told }, words, () => performance.now() - takenAt < times.begin)
  await settleNotices(writer, channel.name, messageId, 'IN_FLIGHT', delivery)
  log[delivery.is === 'SENT' ? 'info' : 'warn']({ channel: channel.name, messageId, alerts: told.length, is: delivery.is }, 'alerts: told')
  return true
}

/** A fault of ours must not stop the other ways, and leaves a message that may have left. */
async function deliverOnce(
  log: Log,
  channel: NoticeChannel,
  ...[notice, words, beforeWrite]: Parameters<NoticeChannel['deliver']>
): Promise<Delivery> {
  try {
    return await channel.deliver(notice, words, beforeWrite)
  } catch (error) {
    log.error({ err: error, channel: channel.name }, 'alerts: a notice failed')
    return { is: 'UNKNOWN', code: 'FAULT', problem: 'A fault of our own; the log says which.', lookAgainMs: null }
  }
}
