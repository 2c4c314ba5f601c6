import { createHash } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Log } from '../log.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { Webhook } from '../providers/instantly/webhooks.ts'
import type { Instantly } from '../providers/instantly.ts'
import { applyAllDeliveries } from './apply-deliveries.ts'
import { deliveryKey } from './delivery-key.ts'
import { hookSecretHeader, instantlyHookUrl, shortestHookSecret } from './hook-header.ts'
import { type NewDelivery, storeDeliveries } from './store-deliveries.ts'

const provider = 'instantly'
/** How often Instantly's own list of events is read, in business minutes (invariants.md: bounded by polling every 5 minutes). */
const pollMinutes = 5
/** An event that is older than this and that the hook did not bring makes us deaf until it is here (I26), in minutes. */
const lateMinutes = 10
/** A delivery that waits longer than this means an inbox that can't apply (I26), in real seconds. */
const stuckSeconds = 60
const msPerMinute = 60_000
const msPerDay = 86_400_000

export type HookWatch = { writer: Writer; log: Log; instantly: Instantly | null; publicUrl: string; secret: string | null }

type Known = { hookId: string | null; polledAt: Date | null }

/** Which hook this process has given which secret: its headers can't be read back, so each process sets them once. */
const told = new Map<string, string>()

/**
 * Keeps us hearing: our webhook exists, has our secret and is enabled, and every event of Instantly's own list is here. What is found is
 * written to `provider_hook` before anything is mended, so that nothing is handed over meanwhile; a check that fails says so, and an old
 * check counts as deaf by itself.
 */
export async function watchHooks(watch: HookWatch): Promise<void> {
  if (watch.instantly === null) return
  // One process at a time: two that both find no hook would make two.
  const client = await watch.writer.pool.connect()
  try {
    const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(hashtext('swarm.watch_hooks')) as taken`)
    if (rows[0]?.taken !== true) return
    try {
      await watchAlone(watch, watch.instantly)
    } finally {
      await client.query(`select pg_advisory_unlock(hashtext('swarm.watch_hooks'))`)
    }
  } finally {
    client.release()
  }
}

async function watchAlone(watch: HookWatch, instantly: Instantly): Promise<void> {
  const { writer, secret } = watch
  if (secret === null || secret.length < shortestHookSecret) {
    return writeHook(writer, {
      isHearing: false,
      problem: `INSTANTLY_WEBHOOK_SECRET is missing or shorter than ${shortestHookSecret} characters.`,
    })
  }
  try {
    const known = await loadKnown(writer)
    const now = await businessNow(writer.sql)
    const wasWhole = await ensureHook(watch, instantly, secret, known)
    if (!wasWhole || known.polledAt === null || now.getTime() - known.polledAt.getTime() >= pollMinutes * msPerMinute) {
      await fillGap(watch, instantly, known.polledAt, now)
    }
    const stuck = await stuckDeliveries(writer)
    await writeHook(
      writer,
      stuck === 0 ? { isHearing: true, problem: null } : { isHearing: false, problem: `${stuck} deliveries wait to be applied.` },
    )
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // What was known stays known for a while; but a hook that was found broken stays broken.
    await writeHook(writer, { isHearing: null, problem: `Instantly could not be asked about its webhook: ${error.message}` })
  }
}

async function loadKnown(writer: Writer): Promise<Known> {
  const { rows } = await writer.sql.execute<{ hookId: string | null; polledAt: string | null }>(
    sql`select provider_hook_id as "hookId", polled_at as "polledAt" from provider_hook where provider = ${provider}`,
  )
  const row = rows[0]
  return { hookId: row?.hookId ?? null, polledAt: row?.polledAt ? new Date(row.polledAt) : null }
}

/** Finds, makes, corrects or resumes our hook; answers whether it was there and enabled all along. */
async function ensureHook({ writer, log, publicUrl }: HookWatch, { webhooks }: Instantly, secret: string, known: Known): Promise<boolean> {
  const target = { url: instantlyHookUrl(publicUrl), headers: { [hookSecretHeader]: secret } }
  const tellsIt = (id: string) => told.get(id) === createHash('sha256').update(`${target.url} ${secret}`).digest('hex')
  const remember = (id: string) => told.set(id, createHash('sha256').update(`${target.url} ${secret}`).digest('hex'))
  const hooks = await webhooks.list()
  const isOurs = (hook: Webhook) => hook.id === known.hookId || (hook.url === target.url && hook.campaignId === null)
  const found = hooks.find(({ id }) => id === known.hookId) ?? hooks.find(isOurs)
  if (found === undefined) {
    await writeHook(writer, { isHearing: false, problem: 'There is no webhook of ours at Instantly.' })
    const made = await webhooks.create(target)
    remember(made.id)
    await writeHook(writer, { isHearing: false, problem: 'The webhook was made just now.', hookId: made.id })
    log.info({ hook: made.id }, 'instantly: webhook made')
    return false
  }
  if (!found.isEnabled) {
    await writeHook(writer, { isHearing: false, problem: 'Instantly has disabled our webhook after failures.', hookId: found.id })
    await raise(writer, 'WARNING', 'Instantly had disabled our webhook. It is enabled again, and what was missed is read.')
  }
  // Address and secret first: a hook that is resumed with the old ones fails again.
  if (found.url !== target.url || !tellsIt(found.id)) {
    await webhooks.change(found.id, target)
    remember(found.id)
  }
  if (!found.isEnabled) {
    await webhooks.resume(found.id)
    log.warn({ hook: found.id }, 'instantly: webhook resumed')
  }
  await writeHook(writer, { isHearing: null, problem: null, hookId: found.id })
  return found.isEnabled
}

/** Brings in what the hook did not, through the same two steps as a webhook, so nothing happens twice. */
async function fillGap({ writer, log }: HookWatch, { webhooks }: Instantly, polledAt: Date | null, now: Date): Promise<void> {
  // Days overlap by one on either side: Instantly does not say in which zone they are.
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  const since = (polledAt ?? now).getTime() - msPerDay
  const failed = await webhooks.events({ fromDay: day(since), toDay: day(now.getTime() + msPerDay), isDelivered: false })
  const byKey = new Map<string, { delivery: NewDelivery; at: number }>()
  for (const { at, payload } of failed) {
    const body = Buffer.from(JSON.stringify(payload ?? null))
    const key = deliveryKey(provider, payload, body)
    byKey.set(key, { at: Date.parse(at), delivery: { provider, headers: { 'brought-by': 'poll' }, body, isAuthenticated: true, key } })
  }
  const { rows } = await writer.sql.execute<{ key: string }>(
    sql`select key from delivery_once where provider = ${provider} and key = any(${sql.param([...byKey.keys()])}::text[])`,
  )
  for (const { key } of rows) byKey.delete(key)
  const missed = [...byKey.values()]
  if (missed.length > 0) {
    log.warn({ missed: missed.length }, 'instantly: events that the webhook did not bring')
    if (missed.some(({ at }) => now.getTime() - at > lateMinutes * msPerMinute)) {
      await writeHook(writer, { isHearing: false, problem: `${missed.length} events were missed and are being read.` })
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
  }
  await writer.sql.execute(sql`update provider_hook set polled_at = ${now.toISOString()}::timestamptz where provider = ${provider}`)
}

async function stuckDeliveries(writer: Writer): Promise<number> {
  const { rows } = await writer.sql.execute<{ count: number }>(sql`
    select count(*)::int as count from delivery d
    where d.applied_at is null and d.error is null and d.received_at < (select business_now()) - make_interval(secs => ${stuckSeconds})`)
  return rows[0]?.count ?? 0
}

/** `isHearing` null leaves the verdict, and the time of the last check that succeeded, as they are. */
async function writeHook(
  writer: Writer,
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

async function raise(writer: Writer, severity: 'WARNING', message: string): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select raise_alert('webhook.instantly.deaf', ${severity}::alert_severity, ${message})`)
  })
}
