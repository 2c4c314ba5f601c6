import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { minutesPass } from '../harness/execution.ts'

/** A breaker that something killed has opened holds everything for a minute; here that minute is short. */
export async function breakerMinutePasses({ pool }: Pick<Writer, 'pool'>): Promise<void> {
  await pool.query(`update provider_breaker set opened_at = opened_at - interval '1 minute' where state = 'OPEN'`)
  await pool.query(
    `update send set not_before = business_now() where status = 'PLANNED' and code = 'BREAKER_OPEN' and not_before > business_now()`,
  )
}

/** Every batch has ended, nothing is in flight or being looked for, and every delivery is applied. Gives up after so long: the findings say what was left. */
export async function untilSettled({ pool }: Pick<Writer, 'pool'>, withinMs: number): Promise<void> {
  await untilNone(
    pool,
    withinMs,
    `select count(*)::int as open from send s join batch b on b.id = s.batch_id
     where b.status in ('APPROVED', 'EXECUTING') or s.status = 'IN_FLIGHT' or (s.status = 'UNKNOWN' and s.next_check_at is not null)
       or exists (select from recall r where r.confirmed_at is null and r.campaign_id = s.campaign_id)
       or exists (select from delivery d where d.applied_at is null and d.error is null)`,
    () => minutesPass({ pool }),
  )
}

/** What was handed over has been proven, or taken back. Gives up after so long. */
export async function untilProven({ pool }: Pick<Writer, 'pool'>, withinMs: number): Promise<void> {
  await untilNone(pool, withinMs, `select count(*)::int as open from send where status = 'ACCEPTED' and recalled_at is null`)
}

async function untilNone(pool: Writer['pool'], withinMs: number, question: string, meanwhile = async () => {}): Promise<void> {
  const until = performance.now() + withinMs
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(question)
    if (rows[0]?.open === 0 || performance.now() > until) return
    await meanwhile()
    await sleep(200)
  }
}
