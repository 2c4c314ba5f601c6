import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** Failures after which a name or an address waits: growing, then 15 minutes (api.md). */
const freeFailures = 5
const longestWaitSeconds = 15 * 60

/** How long the longest lock of these keys lasts yet, in seconds; 0 when none is locked. Rows, so that all processes share them. */
export async function secondsToWait(writer: Writer, keys: readonly string[]): Promise<number> {
  const { rows } = await writer.sql.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from max(locked_until) - now()))::int as seconds from sign_in_failure
    where key = any(${sql.param(keys)}::text[]) and locked_until > now()`)
  return rows[0]?.seconds ?? 0
}

/**
 * Counts an attempt before what it brings is looked at, so that many at once can't all slip in under the limit.
 * False when one of the keys must wait.
 */
export async function takeAttempt(writer: Writer, keys: readonly string[]): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ key: string }>(sql`
    insert into sign_in_failure as f (key, failures, last_at) select k, 1, now() from unnest(${sql.param(keys)}::text[]) k order by k
    on conflict (key) do update set
      failures = case when f.last_at < now() - interval '1 hour' then 1 else f.failures + 1 end,
      last_at = now(),
      locked_until = case when f.last_at >= now() - interval '1 hour' and f.failures + 1 >= ${freeFailures}
        then now() + make_interval(secs => least(${longestWaitSeconds}, 2 ^ least(f.failures + 1 - ${freeFailures}, 20))) end
    where f.locked_until is null or f.locked_until <= now()
    returning key`)
  return rows.length === keys.length
}

/** An attempt that guessed nothing wrong and let nobody in is not counted. */
export async function giveAttemptBack(writer: Writer, keys: readonly string[]): Promise<void> {
  await writer.sql.execute(sql`
    update sign_in_failure set failures = failures - 1, locked_until = null where key = any(${sql.param(keys)}::text[]) and failures > 0`)
}

/** The row that counts failures at one person's name. */
export const failuresOf = (name: string): string => `name:${name.trim().toLowerCase().slice(0, 200)}`
