import type { Sql } from '@swarm/db/write'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'

/** One planned send with its frozen words. */
export type PlannedSend = {
  id: string
  address: string
  subject: string
  html: string
  code: string | null
  message: string | null
  /** ISO 8601; business time. */
  notBefore: string | null
}

const words = z.object({ subject: z.string(), html: z.string() })

/** The sends of a campaign that wait, with the very words that were approved: read out of the frozen bytes, never made again. */
export async function plannedSends(db: Sql, campaignId: string): Promise<PlannedSend[]> {
  const { rows } = await db.execute<Omit<PlannedSend, 'subject' | 'html'> & { frozen: string | null }>(sql`
    select id, address, code, message, not_before as "notBefore", convert_from(frozen, 'UTF8') as frozen
    from send where campaign_id = ${campaignId} and status = 'PLANNED' order by place`)
  return rows.map(({ frozen, ...send }) => ({ ...send, ...wordsOf(frozen) }))
}

/** Bytes that were erased or spoilt have no words: an empty draft never goes out, `reserve` refuses it by its hash. */
function wordsOf(frozen: string | null): z.infer<typeof words> {
  try {
    return words.parse(JSON.parse(frozen ?? ''))
  } catch {
    return { subject: '', html: '' }
  }
}

/** Business time, and how the campaign's batch stands. */
export async function situationOf(
  db: Sql,
  campaignId: string,
): Promise<{ now: Date; batchStatus: string; isWindowOver: boolean; inFlight: number; accepted: number; unknown: number }> {
  const { rows } = await db.execute<{
    now: string
    batchStatus: string
    isWindowOver: boolean
    inFlight: number
    accepted: number
    unknown: number
  }>(sql`
    select n.now, b.status as "batchStatus", c.window_to - interval '2 minutes' <= n.now as "isWindowOver",
      (select count(*)::int from send s where s.campaign_id = c.id and s.status = 'IN_FLIGHT') as "inFlight",
      (select count(*)::int from send s where s.campaign_id = c.id and s.status in ('ACCEPTED', 'PROVEN')) as accepted,
      (select count(*)::int from send s where s.campaign_id = c.id and s.status = 'UNKNOWN') as unknown
    from campaign c join batch b on b.id = c.batch_id, (select business_now() as now) n where c.id = ${campaignId}`)
  const row = rows[0]
  if (row === undefined) throw new Error(`there is no campaign ${campaignId}`)
  return { ...row, now: new Date(row.now) }
}

/**
 * Campaigns that something can be done about within `withinMs` of business time: their window is less than an hour away (reserve's own rule,
 * a minute earlier), nothing of them is in flight or unknown, and what waits is due; or nothing of them waits any more.
 */
const dueCondition = (withinMs: number, heldMs = withinMs): SQL => sql`
  c.state in ('PLANNED', 'DRAFTED', 'FILLED', 'ACTIVATING') and c.platform = 'INSTANTLY'
  and (c.held_until is null or c.held_until < clock_timestamp() + make_interval(secs => ${heldMs / 1000}))
  and not exists (select from send s where s.campaign_id = c.id and s.status in ('IN_FLIGHT', 'UNKNOWN'))
  and (not exists (select from send s where s.campaign_id = c.id and s.status = 'PLANNED')
    or (b.status = 'EXECUTING' and c.window_from - interval '59 minutes' <= n.now + make_interval(secs => ${withinMs / 1000})
      and (c.window_to - interval '2 minutes' <= n.now
        or not exists (select from send s where s.campaign_id = c.id and s.status = 'PLANNED' and s.not_before > n.now + make_interval(secs => ${withinMs / 1000})))))`

/** The most urgent first. */
export async function dueCampaigns(db: Sql, most: number): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select c.id from campaign c join batch b on b.id = c.batch_id, (select business_now() as now) n
    where ${dueCondition(0)} order by c.window_to, c.id limit ${most}`)
  return rows.map(({ id }) => id)
}

/** A send of an executing batch that may leave at once, in its window, within `withinMs` of business time. */
const dueDirectly = (withinMs: number): SQL => sql`
  exists (select from send s join batch b on b.id = s.batch_id where s.status = 'PLANNED' and s.campaign_id is null and b.status = 'EXECUTING'
    and s.window_from <= n.now + make_interval(secs => ${withinMs / 1000})
    and (s.not_before is null or s.not_before <= n.now + make_interval(secs => ${withinMs / 1000}) or s.window_to <= n.now))`

/** A campaign that a platform made wait is still due; whoever moves business time waits as long with it, in milliseconds of real time. */
const shortHoldMs = 20_000

/** Whether something is due now and not yet done: rows, not jobs, say so. */
export async function isWorkDue(db: Sql): Promise<boolean> {
  const { rows } = await db.execute<{ due: boolean }>(sql`
    select exists (select from campaign c join batch b on b.id = c.batch_id where ${dueCondition(0, shortHoldMs)})
      or ${dueDirectly(0)}
      or exists (select from send s where s.status = 'IN_FLIGHT')
      or exists (select from send s where s.status = 'UNKNOWN' and s.next_check_at <= n.now)
      or exists (select from recall r where r.confirmed_at is null)
      or exists (select from batch b where b.status = 'APPROVED') as due
    from (select business_now() as now) n`)
  return rows[0]?.due ?? false
}

/** Whether something will be due within the next minute: then it is worth staying awake. */
export async function isWorkAhead(db: Sql): Promise<boolean> {
  const { rows } = await db.execute<{ ahead: boolean }>(sql`
    select exists (select from campaign c join batch b on b.id = c.batch_id where ${dueCondition(60_000)})
      or ${dueDirectly(60_000)}
      or exists (select from send s where s.status = 'IN_FLIGHT')
      or exists (select from send s where s.status = 'UNKNOWN' and s.next_check_at <= n.now + interval '1 minute')
      or exists (select from recall r where r.confirmed_at is null)
      or exists (select from batch b where b.status = 'APPROVED')
      or exists (select from batch b where b.status = 'EXECUTING' and not exists (select from send s where s.batch_id = b.id and s.status in ('PLANNED', 'UNKNOWN')))
      or exists (select from send s where s.status = 'ACCEPTED' and s.recalled_at is null and exists (select from campaign c where c.id = s.campaign_id and c.window_to > n.now and c.state = 'ACTIVE')) as ahead
    from (select business_now() as now) n`)
  return rows[0]?.ahead ?? false
}
