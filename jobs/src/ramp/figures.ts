import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type KpiName, kpiDefinition } from '../kpis/kpi-definitions.ts'
import { isRedFlag, redFlagWords } from '../kpis/red-flags.ts'
import type { RampCriterion } from './load-ramp.ts'

/** Figures whose red flag keeps what the ramp holds from opening; what each counts and when it is red stands in the definitions of the KPIs. */
const names = ['open_rate', 'reply_rate', 'bounce_rate', 'unsubscribe_rate'] as const satisfies readonly KpiName[]

type Counted = Record<(typeof names)[number], { hits: number; of: number }>

/** What came back of the live emails of a day of the organisation and later, as criteria: none may have a red flag. */
export async function loadFigures(db: Sql, since: string): Promise<RampCriterion[]> {
  const { rows } = await db.execute<Counted>(sql`
    with mails as (
      select s.id, coalesce(s.campaign_id, s.batch_id) as container from send s join batch b on b.id = s.batch_id
      where s.ceiling_day >= ${since}::date and s.channel = 'EMAIL' and s.status = 'PROVEN' and not b.is_test
    ), heard as (
      select w.*, coalesce(bool_or(w.told_of_open) over (partition by m.container), false) as is_tracked
      from mails m left join what_came_back(array(select id from mails)) w on w.send_id = m.id
    )
    select json_build_object('hits', count(*) filter (where is_tracked and opened), 'of', count(*) filter (where is_tracked)) as open_rate,
      json_build_object('hits', count(*) filter (where replied), 'of', count(*)) as reply_rate,
      json_build_object('hits', count(*) filter (where bounced), 'of', count(*)) as bounce_rate,
      json_build_object('hits', count(*) filter (where unsubscribed), 'of', count(*)) as unsubscribe_rate from heard`)
  const [counted] = rows
  if (!counted) throw new Error('no figures')
  return names.map((name) => {
    const { redFlag } = kpiDefinition(name)
    const { hits, of } = counted[name]
    return {
      name,
      passed: !isRedFlag(redFlag, hits, of),
      value: of === 0 ? 'nothing to count yet' : `${((100 * hits) / of).toFixed(1)} % (${hits} of ${of})`,
      required: `not: ${redFlagWords(redFlag) ?? ''}`,
      evidence: { hits, of, since },
    }
  })
}
