import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import type { Log } from '../log.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { pricesSection } from '../settings/prices.ts'
import { figureOf } from './figure.ts'
import { type KpiName, kpiDefinition, kpiNames } from './kpi-definitions.ts'
import { type KpiCount, loadKpiCounts } from './load-kpi-counts.ts'
import { redFlagWords } from './red-flags.ts'

/** How far back the monitor looks, in days: what the page KPIs shows when it is opened. */
const windowDays = 30
/** A figure that a person called done is not told again for so long, in hours of business time. */
const quietHours = 24

const monitor = 'KPI monitor'
const watched = kpiNames.filter((name) => kpiDefinition(name).redFlag !== null)
const causeOf = (name: KpiName): string => `kpi:${name}`

/**
 * One open WARNING for each figure that is a red flag over the last 30 days; it says the figure of now, counts how often it turned red, and
 * ends by itself when the figure is none any more. What a person resolved comes back a day later at the earliest. Any number of processes may
 * look at once. Returns the figures that are red.
 */
export async function warnOfRedFlags(writer: Writer, log: Log): Promise<KpiName[]> {
  const to = await businessNow(writer.sql)
  const from = new Date(to.getTime() - windowDays * 86_400_000)
  const { document: prices } = await loadSettings(writer.sql, pricesSection)
  const counts = await loadKpiCounts(writer.sql, { from, to, asOf: null, prices }, [], watched)
  const red = counts.filter((count) => figureOf(count).redFlag)
  await writer.transaction(async (tx) => {
    // Two that look at once take turns: the second finds the first one's alert open.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.kpi_monitor'))`)
    const flags = red.map((count) => ({ cause: causeOf(count.name), message: messageOf(count) }))
    const { rows: raised } = await tx.execute<{ cause: string; isNew: boolean }>(sql`
      select f.cause, r.is_new as "isNew" from (
        select f.*, exists (select from alert a where a.cause = f.cause and a.resolved_at is null) as is_open
        from jsonb_to_recordset(${JSON.stringify(flags)}::jsonb) as f(cause text, message text) order by f.cause
      ) f cross join lateral raise_alert(f.cause, 'WARNING', f.message, case when f.is_open then 0 else 1 end) r
      where f.is_open or not exists (
        select from alert a where a.cause = f.cause and a.resolved_by <> ${monitor} and a.resolved_at > (select business_now()) - make_interval(hours => ${quietHours}))`)
    const fine = watched.map(causeOf).filter((cause) => !flags.some((flag) => flag.cause === cause))
    const { rows: closed } = await tx.execute<{ id: string }>(sql`
      update alert a set resolved_by = ${monitor}, resolved_at = business_now(), resolve_note = 'No red flag any more.'
      where a.resolved_at is null and a.cause = any(${sql.param(fine)}::text[]) returning a.id`)
    if (closed.length > 0)
      await announce(
        tx,
        'alert',
        closed.map(({ id }) => id),
      )
    for (const { cause, isNew } of raised) if (isNew) log.warn({ cause }, 'kpis: a figure is a red flag')
  })
  return red.map(({ name }) => name)
}

/** "Reply rate: 0 of 17 in the last 30 days. Red flag: none after 15." */
function messageOf({ name, numerator, denominator }: KpiCount): string {
  const { title, redFlag } = kpiDefinition(name)
  const share = denominator === 0 ? '' : ` (${Math.round((numerator / denominator) * 1000) / 10} %)`
  return `${title}: ${numerator} of ${denominator}${share} in the last ${windowDays} days. Red flag: ${redFlagWords(redFlag)}.`
}
