import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadCosts } from '../costs/load-costs.ts'
import { type Day, loadDay, loadTopTag } from '../ramp/load-day.ts'
import { digestWords, type Week } from './digest.ts'
import { loadRejectedMost, rejectedMostWords } from './rejected-most.ts'

const dayMs = 86_400_000
const shift = (day: string, days: number): string => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/**
 * Writes the digest of the last week of the organisation that is over, once: its row is what was told, and an INFO alert tells it by the channels
 * that there are. A week in which nothing was decided or sent, nor in the one before, has none. Repeatable.
 */
export async function writeDigest(writer: Writer): Promise<void> {
  const { rows } = await writer.sql.execute<{ week: string; isDue: boolean }>(sql`
    with w as (
      select d.week, (d.week - 7)::timestamp at time zone o.zone as a, (d.week + 7)::timestamp at time zone o.zone as b
      from (select (date_trunc('week', organisation_day(business_now())::timestamp) - interval '7 days')::date as week) d,
        (select setting('organisation', '{timeZone}') as zone) o
    )
    -- Fourteen days are a lot to add up, every hour of a first week, only to find nothing in them but tests of accounts.
    select week::text as week, not exists (select from weekly_digest d where d.week = w.week)
      and (exists (select from review r where r.at >= w.a and r.at < w.b) or exists (
        select from send s join batch b on b.id = s.batch_id where s.ceiling_day between w.week - 7 and w.week + 6 and not b.is_test)) as "isDue"
    from w`)
  const [last] = rows
  if (!last?.isDue) return
  const { week } = last
  const now = await weekOf(writer.sql, week)
  const before = await weekOf(writer.sql, shift(week, -7))
  if (![now, before].some(({ approved, rejected, sent }) => approved + rejected + sent > 0)) return
  const { currency } = await loadCosts(writer.sql, week, week)
  const rejected = await loadRejectedMost(writer.sql, week)
  const message = [digestWords(week, now, before, currency), rejectedMostWords(rejected)].filter(Boolean).join(' ')
  await writer.transaction(async (tx) => {
    const { rows: written } = await tx.execute<{ week: string }>(sql`
      insert into weekly_digest (week, numbers, message, at) values (${week}, ${JSON.stringify({ now, before, rejected })}::jsonb, ${message}, business_now())
      on conflict do nothing returning week`)
    if (written.length > 0) await tx.execute(sql`select raise_alert(${`digest:${week}`}, 'INFO', ${message})`)
  })
}

async function weekOf(db: Sql, monday: string): Promise<Week> {
  const days: Day[] = []
  for (let place = 0; place < 7; place++) days.push(await loadDay(db, shift(monday, place)))
  const sum = (of: (day: Day) => number) => days.reduce((all, day) => all + of(day), 0)
  return {
    sent: sum((day) => day.sent),
    proven: sum((day) => day.proven),
    opens: sum((day) => day.opens),
    replies: sum((day) => day.replies),
    bounces: sum((day) => day.bounces),
    unsubscribes: sum((day) => day.unsubscribes),
    meetings: sum((day) => day.meetings),
    approved: sum((day) => day.approved),
    rejected: sum((day) => day.rejected),
    cleanDays: sum((day) => (day.clean ? 1 : 0)),
    // Of the whole week: a tag that is never among the three of a day may be its most frequent.
    topTag: await loadTopTag(db, monday),
    cost: (await loadCosts(db, monday, shift(monday, 6))).total,
  }
}
