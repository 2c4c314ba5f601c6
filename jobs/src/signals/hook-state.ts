import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Log } from '../log.ts'
import { runAlone } from '../run-alone.ts'
import { applyAllDeliveries, couldNotApply } from './apply-deliveries.ts'
import { deliveryKey } from './delivery-key.ts'
import { unsubscribeLink } from './read-event.ts'
import { type NewDelivery, payloadOf, storeDeliveries } from './store-deliveries.ts'

/** How often what the hooks should have brought is read as well, in business minutes (invariants.md: bounded by polling every 5 minutes). */
export const pollMinutes = 5
/** An event that is older than this and that the hook did not bring makes us deaf until it is here (I26), in minutes. */
const lateMinutes = 10
/** A delivery that waits longer than this means an inbox that can't apply (I26), in real seconds. */
const stuckSeconds = 60
/** So many within a business day that could not be applied are no single odd one, but a kind that we don't hear (I26). */
const mostUnapplied = 2
const msPerMinute = 60_000

export type KnownHook = {
  hookId: string | null
  /** False as long as a gap that was found isn't filled, whatever the hook looks like by now. */
  isHearing: boolean
  polledAt: Date | null
  /** Found whole within the last half minute of real time: whoever moves the business clock in steps needn't look at each. */
  isFresh: boolean
}

/** One process at a time: two that both find no hook would make two. Whoever comes second does nothing. */
export async function watchAlone(writer: Writer, provider: string, watch: () => Promise<void>): Promise<void> {
  await runAlone(writer, `watch-hooks:${provider}`, watch)
}

export async function loadHook(writer: Writer, provider: string): Promise<KnownHook> {
  const { rows } = await writer.sql.execute<{ hookId: string | null; isHearing: boolean; polledAt: string | null; isFresh: boolean }>(
    sql`select provider_hook_id as "hookId", is_hearing as "isHearing", polled_at as "polledAt", is_hearing and checked_at > now() - interval '30 seconds' as "isFresh"
      from provider_hook where provider = ${provider}`,
  )
  const row = rows[0]
  return {
    hookId: row?.hookId ?? null,
    isHearing: row?.isHearing === true,
    polledAt: row?.polledAt ? new Date(row.polledAt) : null,
    isFresh: row?.isFresh === true,
  }
}

/** Whether it is time to read what the hooks should have brought. */
export const isPollDue = ({ polledAt }: KnownHook, now: Date): boolean =>
  polledAt === null || now.getTime() - polledAt.getTime() >= pollMinutes * msPerMinute

/** `isHearing` null leaves the verdict, and the time of the last check that succeeded, as they are. */
export async function writeHook(
  writer: Writer,
  provider: string,
  { isHearing, problem, hookId }: { isHearing: boolean | null; problem: string | null; hookId?: string },
): Promise<void> {
  await writer.sql.execute(sql`
    insert into provider_hook as h (provider, provider_hook_id, is_hearing, problem, checked_at, last_event_at)
    values (${provider}, ${hookId ?? null}, ${isHearing ?? false}, ${problem}, now(), null)
    on conflict (provider) do update set provider_hook_id = coalesce(excluded.provider_hook_id, h.provider_hook_id),
      is_hearing = case when ${isHearing}::boolean is null then h.is_hearing else excluded.is_hearing end, problem = excluded.problem,
      checked_at = case when ${isHearing}::boolean is null then h.checked_at else excluded.checked_at end,
      last_event_at = coalesce((select max(d.received_at) from delivery d where d.provider = ${provider}), h.last_event_at)`)
}

/** Nothing is wrong any more, unless deliveries wait for an inbox that can't apply them, or several of this provider's could not be and nobody has settled them. */
export async function writeHearing(writer: Writer, provider: string): Promise<void> {
  const { rows } = await writer.sql.execute<{ stuck: number; unapplied: number }>(sql`
    select count(*) filter (where d.error is null and d.received_at < n.now - make_interval(secs => ${stuckSeconds}))::int as stuck,
      count(*) filter (where d.error = ${couldNotApply} and d.body is not null and d.provider in (${provider}, ${unsubscribeLink}) and d.received_at > n.now - interval '1 day')::int as unapplied
    from delivery d, (select business_now() as now) n where d.applied_at is null and (d.error is null or d.error = ${couldNotApply})`)
  const { stuck, unapplied } = rows[0] ?? { stuck: 0, unapplied: 0 }
  const problem =
    stuck > 0
      ? `${stuck} deliveries wait to be applied.`
      : unapplied > mostUnapplied
        ? `${unapplied} deliveries could not be applied: the log says why. Once that is mended, replay them on Deliveries, or set them aside by resolving their alert.`
        : null
  await writeHook(writer, provider, { isHearing: problem === null, problem })
}

/** An event that polling found, and when it happened. `mayComeLate`: no hook was to bring it, so that it says nothing of them. */
export type PolledEvent = { at: number; delivery: NewDelivery; mayComeLate?: boolean }

/** Brings in what is not here yet, through the same two steps as a webhook, so that nothing happens twice. Answers how many there were. */
export async function takeMissed(
  { writer, log }: { writer: Writer; log: Log },
  provider: string,
  polled: readonly PolledEvent[],
): Promise<number> {
  const now = await businessNow(writer.sql)
  const byKey = new Map(
    polled.map((event) => {
      const { delivery } = event
      const key = delivery.key ?? deliveryKey(provider, payloadOf(delivery.body), delivery.body, delivery.eventType ?? null)
      return [key, { ...event, delivery: { ...delivery, key } }]
    }),
  )
  const { rows } = await writer.sql.execute<{ key: string }>(
    sql`select key from delivery_once where provider = ${provider} and key = any(${sql.param([...byKey.keys()])}::text[])`,
  )
  for (const { key } of rows) byKey.delete(key)
  const missed = [...byKey.values()]
  if (missed.length === 0) return 0
  const late = missed.filter(({ at, mayComeLate }) => mayComeLate !== true && now.getTime() - at > lateMinutes * msPerMinute)
  if (late.length > 0) {
    log.warn({ provider, missed: late.length }, 'events that the webhook did not bring')
    await writeHook(writer, provider, { isHearing: false, problem: `${late.length} events were missed and are being read.` })
  }
  // A statement for some hundred rows; the list of a long outage is long.
  for (let from = 0; from < missed.length; from += 500) {
    await writer.transaction((tx) =>
      storeDeliveries(
        tx,
        missed.slice(from, from + 500).map(({ delivery }) => delivery),
      ),
    )
  }
  await applyAllDeliveries(writer, log)
  return missed.length
}

/** Until `at` everything is here, whoever brought it. */
export async function writePolled(writer: Writer, provider: string, at: Date): Promise<void> {
  await writer.sql.execute(sql`update provider_hook set polled_at = ${at.toISOString()}::timestamptz where provider = ${provider}`)
}

export async function alertDeaf(writer: Writer, provider: string, message: string): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select raise_alert(${`webhook.${provider}.deaf`}, 'WARNING', ${message})`)
  })
}
