import type { ReadSql } from '@swarm/db/read'
import { lead } from '@swarm/db/schema/lead'
import { statusesOfStage } from '@swarm/jobs/signals/lead-stage'
import { getColumns, type SQL, sql } from 'drizzle-orm'
import { type LeadRow, leadColumns } from './lead-rows.ts'

/** Not a move of somebody whose lead was merged with it later: that says nothing of what this one was. */
const isItsOwn = sql`c.id not in (
  select (r.key ->> 'id')::bigint from lead_merge m join lead_merge_row r on r.merge_id = m.id and r.table_name = 'lead_status_change'
  where m.undone_at is null and r.kind = 'MOVED')`

/** What it was at that instant: of its moves since, the first one says what it was before. Looked up lead by lead, or for all of them at once. */
const movedSince = (asOf: SQL, isForAll: boolean): SQL =>
  isForAll
    ? sql`left join (
        select distinct on (c.lead_id) c.lead_id, c.from_status from lead_status_change c where c.at > ${asOf} and ${isItsOwn} order by c.lead_id, c.at, c.id
      ) was on was.lead_id = l.id`
    : sql`left join lateral (
        select c.from_status from lead_status_change c where c.lead_id = l.id and c.at > ${asOf} and ${isItsOwn} order by c.at, c.id limit 1
      ) was on true`

/**
 * The leads that were known at an instant of business time, with the status and stage that they had then, under the name of their table;
 * everything else of them is as it is now. `isForAll`: all are read, not a page of them.
 */
export function leadsAsOf(instant: Date, { isForAll }: { isForAll: boolean }): SQL {
  const asOf = sql`${instant.toISOString()}::timestamptz`
  const stages = Object.entries(statusesOfStage).map(
    ([stage, statuses]) => sql`when then_status = any(${sql.param([...statuses])}::lead_status[]) then ${stage}::lead_stage`,
  )
  const columns = Object.values(getColumns(lead)).map(({ name }) => {
    const column = sql.identifier(name)
    if (name === 'status') return sql`then_status as status`
    if (name === 'stage') return sql`(case ${sql.join(stages, sql` `)} end) as stage`
    // Why it is disqualified is known of now alone.
    if (name === 'status_cause') return sql`case when was.from_status is null then l.status_cause end as status_cause`
    return sql`l.${column}`
  })
  return sql`(
    select ${sql.join(columns, sql`, `)} from lead l ${movedSince(asOf, isForAll)}
    cross join lateral (select coalesce(was.from_status, l.status) as then_status) t
    where l.created_at <= ${asOf}
  ) as "lead"`
}

type Then = Pick<LeadRow, 'id' | 'status' | 'stage' | 'statusCause'>

/** A page of them, as `listPage` asks for it. */
export async function loadLeadsAsOf(
  db: ReadSql,
  instant: Date,
  { where, orderBy, limit }: { where: SQL | undefined; orderBy: SQL; limit: number },
): Promise<LeadRow[]> {
  const { rows: then } = await db.execute<Then>(sql`
    select "lead".id, "lead".status, "lead".stage, "lead".status_cause as "statusCause" from ${leadsAsOf(instant, { isForAll: false })}
    ${where ? sql`where ${where}` : sql``} order by ${orderBy} limit ${limit}`)
  const now = await db
    .select(leadColumns)
    .from(lead)
    .where(sql`${lead.id} = any(${sql.param(then.map(({ id }) => id))}::uuid[])`)
  const known = new Map(now.map((row) => [row.id, row]))
  return then.flatMap((row) => {
    const found = known.get(row.id)
    return found === undefined ? [] : [{ ...found, ...row }]
  })
}
