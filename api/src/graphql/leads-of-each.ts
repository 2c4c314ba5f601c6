import { lead } from '@swarm/db/schema/lead'
import { type SQL, sql } from 'drizzle-orm'
import type { PageSlice } from './page.ts'

type Filter = { status?: readonly string[] | null | undefined; stage?: readonly string[] | null | undefined }

/**
 * By last activity: the page of several statuses or stages as a condition, put together of the first rows of each. Who has been silent for long
 * stands behind everybody who has not: one walk over all of them would read most leads before it had a page, where the index of each status has
 * its own in order. Null where one value or none is asked for: then an index answers by itself.
 */
export function leadsOfEach(filter: Filter, { where, orderBy, limit }: PageSlice): SQL | null {
  const of = (column: SQL, values: readonly string[], type: string) => sql`${lead.id} = any(array(
    select "lead".id from unnest(${sql.param([...new Set(values)])}::${sql.raw(type)}[]) as asked(value)
    cross join lateral (select * from ${lead} where ${column} = asked.value and ${where} order by ${orderBy} limit ${limit}) as "lead"
    order by ${orderBy} limit ${limit}))`
  if (filter.status && filter.status.length > 1) return of(sql`${lead.status}`, filter.status, 'lead_status')
  if (filter.stage && filter.stage.length > 1) return of(sql`${lead.stage}`, filter.stage, 'lead_stage')
  return null
}
