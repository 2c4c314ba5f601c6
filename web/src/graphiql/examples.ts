import funnelAndLeads from './examples/funnel-and-leads.graphql?raw'
import howOneSendIsProven from './examples/how-one-send-is-proven.graphql?raw'
import kpis from './examples/kpis.graphql?raw'
import repliesByTierAndWeek from './examples/replies-by-tier-and-week.graphql?raw'
import rowsBehindAFigure from './examples/rows-behind-a-figure.graphql?raw'
import theFunnelThenAndNow from './examples/the-funnel-then-and-now.graphql?raw'
import whatDaysCost from './examples/what-days-cost.graphql?raw'
import whatHappensNow from './examples/what-happens-now.graphql?raw'
import whoAmI from './examples/who-am-i.graphql?raw'
import whyALeadIsNotSent from './examples/why-a-lead-is-not-sent.graphql?raw'

/** Days that the examples look back. */
const daysBack = 30

/** What GraphiQL opens with; a test runs every one of them. Windows end at the next full hour from `now`. */
export function examples(now: Date): { query: string; variables?: string }[] {
  const to = new Date(Math.ceil(now.getTime() / 3_600_000) * 3_600_000)
  const from = new Date(to.getTime() - daysBack * 86_400_000)
  return [
    whoAmI,
    kpis,
    repliesByTierAndWeek,
    rowsBehindAFigure,
    funnelAndLeads,
    theFunnelThenAndNow,
    whyALeadIsNotSent,
    howOneSendIsProven,
    whatDaysCost,
    whatHappensNow,
  ].map((query) =>
    query.includes('$to')
      ? { query, variables: JSON.stringify({ from, to }, null, 2) }
      : query.includes('$from')
        ? { query, variables: JSON.stringify({ from }, null, 2) }
        : { query },
  )
}
