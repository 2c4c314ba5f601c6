import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { Instantly } from '../providers/instantly.ts'

/** Pushes taken at once: as many as the platform takes in one call. */
const mostAtOnce = 1_000

export type BlockListSync = { writer: Writer; log: Log; instantly: Pick<Instantly, 'blockList'> | null }

/** Stands for the id of an entry that we asked for and have not read back yet. */
const asked = 'asked'

/** `entryId`: of the entry that we made, if we did. */
type Push = { id: string; value: string; isBlocked: boolean; attempts: number; entryId: string | null }

/**
 * Keeps Instantly's block list equal to our suppressions: what stands is pushed, what was lifted is taken off, each retried until reading the
 * list has confirmed it. Entries that we never made are left alone. `isDriftAsked` reads the list even when nothing is open, and opens again
 * what has vanished from it.
 */
export async function syncBlockList({ writer, log, instantly }: BlockListSync, { isDriftAsked }: { isDriftAsked: boolean }): Promise<void> {
  if (instantly === null) return
  await writer.sql.execute(sql`select plan_block_list('INSTANTLY')`)
  let isCompared = !isDriftAsked
  for (;;) {
    const pushes = await takeOpen(writer)
    if (pushes.length === 0 && isCompared) return
    try {
      const entries = await entriesOf(instantly)
      if (!isCompared) await reopenVanished(writer, log, [...entries.keys()])
      isCompared = true
      const pushed = await push(writer, instantly, pushes, entries)
      if (pushes.length > 0) await settle(writer, pushed, await entriesOf(instantly))
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ err: error, pushes: pushes.length }, 'block list: Instantly could not be asked')
      await setBack(writer, pushes, error.message)
      return
    }
    if (pushes.length < mostAtOnce && isCompared && !isDriftAsked) return
  }
}

/** Values as Instantly has them, with the ids of their entries. */
async function entriesOf({ blockList }: Pick<Instantly, 'blockList'>): Promise<Map<string, string>> {
  return new Map((await blockList.list()).map(({ value, id }) => [value.trim().toLowerCase(), id]))
}

/** Takes open pushes for two minutes, so that two runners never push the same. */
async function takeOpen(writer: Writer): Promise<Push[]> {
  const { rows } = await writer.sql.execute<Push>(sql`
    update block_list_push p set held_until = now() + interval '2 minutes', attempts = p.attempts + 1
    where p.id in (
      select o.id from block_list_push o where o.platform = 'INSTANTLY' and o.confirmed_at is null and o.value not like 'erased:%' and (o.held_until is null or o.held_until < now())
      order by o.asked_at limit ${mostAtOnce} for update skip locked)
    returning p.id, p.value, p.is_blocked as "isBlocked", p.attempts, p.provider_entry_id as "entryId"`)
  return rows
}

/** Whether an entry that the list shows is the one that we made, not what a person put there. */
const isOurs = ({ entryId }: Push, entry: string | undefined): boolean => entryId === asked || (entry !== undefined && entryId === entry)

async function push(
  writer: Writer,
  { blockList }: Pick<Instantly, 'blockList'>,
  pushes: readonly Push[],
  entries: ReadonlyMap<string, string>,
): Promise<Push[]> {
  const pushed = pushes.map((one) => (one.isBlocked && !entries.has(one.value) ? { ...one, entryId: asked } : one))
  const missing = pushed.filter(({ isBlocked, value }) => isBlocked && !entries.has(value))
  // Before it is asked: found there later, it is known to be ours, though no answer came.
  await writer.sql.execute(
    sql`update block_list_push set provider_entry_id = ${asked} where id = any(${sql.param(missing.map(({ id }) => id))}::uuid[])`,
  )
  await blockList.add(missing.map(({ value }) => value))
  for (const one of pushed) {
    const entry = entries.get(one.value)
    if (!one.isBlocked && entry !== undefined && isOurs(one, entry)) await blockList.remove(entry)
  }
  return pushed
}

/** What the list shows now decides: confirmed, or tried again after a pause that grows. */
async function settle(writer: Writer, pushes: readonly Push[], entries: ReadonlyMap<string, string>): Promise<void> {
  const found = pushes.map((one) => {
    const entry = entries.get(one.value)
    const isDone = one.isBlocked ? entry !== undefined : entry === undefined || !isOurs(one, entry)
    return { id: one.id, entryId: isOurs(one, entry) && !(isDone && !one.isBlocked) ? (entry ?? asked) : null, isDone }
  })
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      update block_list_push p set confirmed_at = case when f."isDone" then (select business_now()) end, provider_entry_id = f."entryId",
        last_error = case when f."isDone" then null when p.is_blocked then 'Instantly does not show it on its list.' else 'Instantly still shows it on its list.' end,
        held_until = case when not f."isDone" then now() + make_interval(mins => least(60, power(2, least(p.attempts, 6))::integer)) end
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f(id uuid, "entryId" text, "isDone" boolean) where p.id = f.id`)
    const { rows } = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from block_list_push where platform = 'INSTANTLY' and confirmed_at is null and attempts >= 5`,
    )
    const stuck = rows[0]?.count ?? 0
    if (stuck > 0) {
      const message = `${stuck} suppressions are not on Instantly's block list after five tries or more. We write to none of them.`
      await tx.execute(sql`select from raise_alert('block-list:instantly', 'WARNING', ${message})`)
    }
  })
}

async function setBack(writer: Writer, pushes: readonly Push[], message: string): Promise<void> {
  await writer.sql.execute(sql`
    update block_list_push p set last_error = ${message}, held_until = now() + make_interval(mins => least(60, power(2, least(p.attempts, 6))::integer))
    where p.id = any(${sql.param(pushes.map(({ id }) => id))}::uuid[])`)
}

/** What was confirmed once and is gone was taken off by somebody else: it is opened again, and somebody is told. */
async function reopenVanished(writer: Writer, log: Log, listed: readonly string[]): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ value: string }>(sql`
      update block_list_push p set confirmed_at = null, attempts = 0, held_until = null, last_error = 'It was taken off the list by somebody else.'
      where p.platform = 'INSTANTLY' and p.is_blocked and p.confirmed_at is not null and p.value not like 'erased:%' and not p.value = any(${sql.param([...listed])}::text[])
      returning p.value`)
    if (rows.length === 0) return
    log.warn({ vanished: rows.length }, 'block list: entries have vanished')
    const message = `${rows.length} suppressions were taken off Instantly's block list by somebody else. They are pushed again.`
    await tx.execute(sql`select from raise_alert('block-list-drift:instantly', 'WARNING', ${message})`)
  })
}
