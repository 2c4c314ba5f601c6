import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { enrichmentSection } from '../settings/enrichment.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { visitorSection } from '../visitors/visitor-settings.ts'
import { type CalledProvider, calledProviderNames, calledProviders } from './provider-names.ts'

export type ProviderStatus = {
  provider: CalledProvider
  label: string
  purpose: string
  /** Null: no runner has started yet. */
  hasKey: boolean | null
  breaker: string
  /** About when it was called last; null: never. Real time. */
  lastCallAt: Date | null
  /** Null where it has no budget. */
  creditsPerMonth: number | null
  creditsSpent: number | null
  test: { outcome: string; message: string; at: Date; tookMs: number | null } | null
}

type Row = {
  provider: string
  hasKey: boolean | null
  breaker: string | null
  lastCallAt: string | null
  spent: number
  outcome: string | null
  message: string | null
  doneAt: string | null
  tookMs: number | null
}

/** How every provider stands that we call: key, breaker, this month's credits, last call, last test. One statement, and two settings. */
export async function loadProviderStatus(db: Sql): Promise<ProviderStatus[]> {
  const { document: enrichment } = await loadSettings(db, enrichmentSection)
  const { document: visitors } = await loadSettings(db, visitorSection)
  const budgets: Partial<Record<CalledProvider, number>> = {
    apollo: enrichment.apollo.creditsPerMonth,
    bettercontact: enrichment.betterContact.creditsPerMonth,
    clay: visitors.creditsPerMonth,
    zerobounce: enrichment.verification.creditsPerMonth,
  }
  const { rows } = await db.execute<Row>(sql`
    with zone as (select setting('organisation', '{timeZone}') as name),
    month as (select date_trunc('month', business_now() at time zone zone.name) at time zone zone.name as begins from zone)
    select p.provider, a.has_key as "hasKey", b.state as breaker,
      -- The allowance is due about when the last call was made, or a little later.
      (select case when max(w.due_at) > clock_timestamp() then clock_timestamp() else max(w.due_at) end from provider_allowance w where split_part(w.name, '.', 1) = p.provider) as "lastCallAt",
      (select coalesce(sum(l.credits), 0)::double precision from provider_lookup l, month where l.provider = p.provider and l.at >= month.begins) as spent,
      t.outcome, t.message, t.done_at as "doneAt", t.took_ms as "tookMs"
    from unnest(${sql.param([...calledProviderNames])}::text[]) p(provider)
    left join provider_access a on a.provider = p.provider
    left join provider_breaker b on b.provider = p.provider
    left join lateral (select x.* from provider_test x where x.provider = p.provider and x.outcome is not null order by x.id desc limit 1) t on true`)
  const byName = new Map(rows.map((row) => [row.provider, row]))
  return calledProviderNames.map((provider): ProviderStatus => {
    const row = byName.get(provider)
    const budget = budgets[provider] ?? null
    return {
      provider,
      ...calledProviders[provider],
      hasKey: row?.hasKey ?? null,
      breaker: row?.breaker ?? 'CLOSED',
      lastCallAt: row?.lastCallAt ? new Date(row.lastCallAt) : null,
      creditsPerMonth: budget,
      creditsSpent: budget === null ? null : (row?.spent ?? 0),
      test:
        row?.outcome && row.doneAt
          ? { outcome: row.outcome, message: row.message ?? '', at: new Date(row.doneAt), tookMs: row.tookMs }
          : null,
    }
  })
}
