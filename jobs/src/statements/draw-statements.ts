import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { underDigests } from '../erasure/forgotten.ts'
import type { Log } from '../log.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { compareStatement, type Difference, type OurSend } from './compare-statement.ts'
import type { StatementSource } from './statement-source.ts'

/** Days back that are drawn again while they differ or could not be asked for: a platform's list may be late. */
const daysBack = 3

type Due = { day: string; platform: StatementSource['platform']; from: string; to: string }

/**
 * Draws the statement of each day that is over, for each platform that sent on it or can be asked: what we say we sent, what it says, and
 * every difference with both sides. A difference alerts; a send that we held back and that went out, or that went out twice, sets the stop.
 */
export async function drawStatements(writer: Writer, log: Log, sources: readonly StatementSource[]): Promise<void> {
  for (const due of await dueStatements(writer, sources)) {
    const ours = await loadOurs(writer, due)
    const source = sources.find(({ platform }) => platform === due.platform)
    try {
      const told = source && 'sentBetween' in source ? await source.sentBetween(new Date(due.from), new Date(due.to), ours.sends) : null
      const theirs = told === null ? null : await underDigests(writer.sql, told)
      const own = theirs?.filter(({ account }) => account === null || ours.accounts.has(account.toLowerCase())) ?? null
      await keep(
        writer,
        due,
        ours.sends,
        own?.length ?? null,
        own === null ? [] : compareStatement(ours.sends, own),
        own !== null ? null : source && 'silence' in source ? source.silence : 'It is not asked for its messages.',
      )
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ err: error, ...due }, 'statement: the platform could not be asked')
      await keep(writer, due, ours.sends, null, [], error.message)
    }
  }
}

/** Days of the organisation that are over and not drawn yet, or not yet equal. */
async function dueStatements(writer: Writer, sources: readonly StatementSource[]): Promise<Due[]> {
  const { rows } = await writer.sql.execute<Due>(sql`
    with zone as materialized (select setting('organisation', '{timeZone}') as name), days as materialized (
      select organisation_day((select business_now())) - n as day from generate_series(1, ${daysBack}) n
    ), spans as materialized (
      select d.day, d.day::timestamp at time zone zone.name as "from", (d.day + 1)::timestamp at time zone zone.name as "to" from days d, zone
    )
    select p.day::text, p.platform, p."from", p."to" from (
      select x.*, a.platform::platform as platform from spans x cross join unnest(${sql.param(sources.map(({ platform }) => platform))}::text[]) a(platform)
      where exists (select from sending_account n where n.platform = a.platform::platform and n.created_at < x."to")
      union
      select x.*, s.platform from spans x join send s on s.accepted_at >= x."from" and s.accepted_at < x."to"
    ) p
    left join daily_statement t on t.day = p.day and t.platform = p.platform
    where t.day is null or ((t.problem is not null or t.differences <> '[]') and t.drawn_at < (select business_now()) - interval '50 minutes')
    order by p.day, p.platform`)
  return rows
}

/** Sends that count as sent within the time, those that a person or a guard held back then, and which mailboxes are ours. */
export async function loadOurs(
  writer: Writer,
  { platform, from, to }: Pick<Due, 'platform' | 'from' | 'to'>,
): Promise<{ sends: OurSend[]; accounts: Set<string> }> {
  const { rows } = await writer.sql.execute<OurSend>(sql`
    select s.id as "sendId", s.status, s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN') and (s.status = 'PROVEN' or s.recalled_at is null) as counts,
      coalesce(c.provider_campaign_id, s.provider_campaign_id) as "campaignId", s.address, s.provider_message_id as "messageId"
    from send s left join campaign c on c.id = s.campaign_id
    where s.platform = ${platform} and (
      (s.proven_at >= ${from}::timestamptz and s.proven_at < ${to}::timestamptz)
      or (s.proven_at is null and s.window_from < ${to}::timestamptz and s.window_to > ${from}::timestamptz and s.status <> 'PLANNED'
        and s.created_at > ${from}::timestamptz - interval '30 days'))
    order by s.id`)
  const accounts = await writer.sql.execute<{ address: string }>(
    sql`select lower(address) as address from sending_account where platform = ${platform}`,
  )
  return { sends: rows, accounts: new Set(accounts.rows.map(({ address }) => address)) }
}

async function keep(
  writer: Writer,
  { day, platform }: Due,
  sends: readonly OurSend[],
  theirs: number | null,
  differences: readonly Difference[],
  problem: string | null,
): Promise<void> {
  const ours = sends.filter(({ counts }) => counts).length
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      insert into daily_statement as t (day, platform, ours, theirs, differences, problem, drawn_at)
      values (${day}, ${platform}, ${ours}, ${theirs}, ${JSON.stringify(differences)}::jsonb, ${problem}, (select business_now()))
      on conflict (day, platform) do update set ours = excluded.ours, theirs = excluded.theirs, differences = excluded.differences,
        problem = excluded.problem, drawn_at = excluded.drawn_at`)
    if (differences.length === 0) return
    const message = `The statement of ${day} differs: we say ${ours} sends, ${platform} says ${theirs ?? 0}. ${differences.length} stand on one side alone.`
    // A send that the platform does not show may still come to light.
    const isWorse = differences.some(({ kind }) => kind !== 'OURS_ALONE')
    await tx.execute(
      sql`select from raise_alert(${`statement:${platform}:${day}`}, ${isWorse ? 'CRITICAL' : 'WARNING'}::alert_severity, ${message})`,
    )
    const halting = differences.find(({ kind, sendId }) => kind === 'TWICE' || (kind === 'THEIRS_ALONE' && sendId !== null))
    if (halting)
      await tx.execute(sql`select from set_emergency_stop('ALL', ${`${message} ${halting.ours} ${halting.theirs}`}, false, 'statement')`)
  })
}
