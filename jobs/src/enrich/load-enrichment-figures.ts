import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { InvalidInputError } from '../errors.ts'
import { industryKeyOf, loadIndustryNames } from '../segment/industry-names.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { pricesSection } from '../settings/prices.ts'

export const figureSegments = ['TIER', 'INDUSTRY', 'SOURCE', 'PURPOSE'] as const
export type FigureSegment = (typeof figureSegments)[number]

export type EnrichmentFigure = {
  provider: string
  /** Of whom; null: everybody. */
  segment: string | null
  asked: number
  found: number
  missed: number
  /** No answer that counts, or none in time. */
  failed: number
  emails: number
  /** Half of the answers came within, and nineteen of twenty, in seconds; null without any. */
  medianSeconds: number | null
  slowSeconds: number | null
  credits: number
  currency: string
  /** Null while nobody has said what a credit costs. */
  cost: number | null
  /** Null where no address was found, or the cost is not known. */
  costPerEmail: number | null
}

/** Most days of one report. */
const mostDays = 400
const cents = (amount: number): number => Math.round(amount * 100) / 100

const segments: Record<FigureSegment, ReturnType<typeof sql>> = {
  TIER: sql`coalesce(l.tier::text, 'none')`,
  INDUSTRY: sql`coalesce(${industryKeyOf(sql`c.industry`)}, 'unknown')`,
  SOURCE: sql`coalesce(l.source, 'no lead')`,
  PURPOSE: sql`e.purpose`,
}

/**
 * What each provider that enriches was asked in days of the organisation, both ends included, what came of it and what it cost; of everybody, or
 * by what the leads are now. Throws InvalidInputError.
 */
export async function loadEnrichmentFigures(db: Sql, from: string, to: string, by: FigureSegment | null): Promise<EnrichmentFigure[]> {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (!(days >= 1)) throw new InvalidInputError('to: must not be before from', ['to'])
  if (days > mostDays) throw new InvalidInputError(`to: at most ${mostDays} days`, ['to'])
  const { document: prices } = await loadSettings(db, pricesSection)
  const perCredit = new Map<string, number>(Object.entries(prices.perCredit))
  const { rows } = await db.execute<Omit<EnrichmentFigure, 'currency' | 'cost' | 'costPerEmail'>>(sql`
    with span as (
      select ${from}::date::timestamp at time zone setting('organisation', '{timeZone}') as a, (${to}::date + 1)::timestamp at time zone setting('organisation', '{timeZone}') as b
    )
    select e.provider, ${by === null ? sql`null::text` : segments[by]} as segment, count(*)::int as asked,
      (count(*) filter (where e.outcome = 'FOUND'))::int as found, (count(*) filter (where e.outcome = 'MISSED'))::int as missed,
      (count(*) filter (where e.outcome in ('FAILED', 'EXPIRED')))::int as failed, (count(*) filter (where e.has_email))::int as emails,
      (percentile_cont(0.5) within group (order by e.took_ms) filter (where e.took_ms is not null) / 1000)::double precision as "medianSeconds",
      (percentile_cont(0.95) within group (order by e.took_ms) filter (where e.took_ms is not null) / 1000)::double precision as "slowSeconds",
      sum(e.credits)::double precision as credits
    from enrichment_call e join span on e.at >= span.a and e.at < span.b left join lead l on l.id = e.lead_id left join company c on c.id = l.company_id
    group by 1, 2 order by 1, 3 desc, 2 limit 200`)
  const names = await loadIndustryNames(db, by === 'INDUSTRY' ? [...new Set(rows.flatMap(({ segment }) => segment ?? []))] : [])
  return rows.map((row): EnrichmentFigure => {
    const price = perCredit.get(row.provider) ?? 0
    const cost = row.credits === 0 ? 0 : price === 0 ? null : cents(row.credits * price)
    const segment = names.get(row.segment ?? '') ?? row.segment
    return {
      ...row,
      segment,
      currency: prices.currency,
      cost,
      costPerEmail: cost === null || row.emails === 0 ? null : cents(cost / row.emails),
    }
  })
}
