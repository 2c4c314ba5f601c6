import type { KpiName } from '@swarm/jobs/kpis/kpi-definitions'
import { type KpiWindow, relationsOf } from '@swarm/jobs/kpis/kpi-relations'
import type { KpiGroup } from '@swarm/jobs/kpis/load-kpi-counts'
import { industryKeyOf } from '@swarm/jobs/segment/industry-names'
import { type SQL, sql } from 'drizzle-orm'

/** One thing that a figure counted. */
export type KpiSourceRow = {
  id: string
  at: Date
  isHit: boolean
  minutes: number | null
  cents: number | null
  note: string | null
  leadId: string | null
  sendId: string | null
  draftId: string | null
}

/** The rows behind one figure of one group, as a relation with its conditions. Null for a figure that counts nothing yet. */
export function rowsBehind(name: KpiName, window: KpiWindow, group: KpiGroup): { from: SQL; conditions: SQL[]; columns: SQL } | null {
  const [relation] = relationsOf([name], window, [])
  const [figure] = relation?.figures ?? []
  if (!relation || !figure) return null
  const { about } = relation
  const wanted = Object.entries(relation.dimensions).flatMap(([dimension, column]) => {
    const value = Object.entries(group).find(([given]) => given === dimension)
    if (value === undefined) return []
    const asked = sql`${value[1]}::text`
    return [sql`(${column})::text is not distinct from ${dimension === 'INDUSTRY' ? industryKeyOf(asked) : asked}`]
  })
  const conditions = sql.join([figure.counted, ...wanted], sql` and `)
  return {
    from: sql`(
      with ${relation.tables}
      select r.id, r.at, ${figure.hit} as is_hit, ${about.minutes ?? sql`null::double precision`} as minutes, ${about.cents ?? sql`null::int`} as cents,
        ${about.note ?? sql`null::text`} as note, ${about.lead_id ?? sql`null::uuid`} as lead_id, ${about.send_id ?? sql`null::uuid`} as send_id,
        ${about.draft_id ?? sql`null::uuid`} as draft_id
      from ${relation.from} where ${conditions}
    ) counted`,
    conditions: [],
    columns: sql`counted.id, counted.at, counted.is_hit as "isHit", counted.minutes, counted.cents, counted.note, counted.lead_id as "leadId", counted.send_id as "sendId", counted.draft_id as "draftId"`,
  }
}
