import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** Days for which raw requests can be looked at and replayed, and imported files looked up (signals.md). */
const keptDays = 90
/** Rows of one statement: each is short, and others come in between. */
const mostAtOnce = 2_000

/**
 * Raw requests and imported files older than 90 days lose their content; that they came and what they did stays. Facts that were read out of
 * them have places of their own, and nothing that keeps a second send from leaving is among it (I23).
 */
export async function forgetRaw({ sql: db }: Pick<Writer, 'sql'>, stopping?: AbortSignal): Promise<{ requests: number; files: number }> {
  let requests = 0
  for (let changed = mostAtOnce; changed === mostAtOnce && !stopping?.aborted; requests += changed) {
    const emptied = await db.execute<{ id: string }>(sql`
      update delivery d set body = null, headers = '{}' where d.id in (
        select o.id from delivery o where o.id < uuid_v7_floor((select business_now()) - make_interval(days => ${keptDays})) and o.body is not null limit ${mostAtOnce}) returning d.id`)
    changed = emptied.rows.length
  }
  const { rows } = await db.execute<{ uploadId: string }>(sql`
    with old as (
      select u.id from upload u where exists (select from import i where i.upload_id = u.id)
        and not exists (select from import i where i.upload_id = u.id and (i.finished_at is null or i.finished_at > (select business_now()) - make_interval(days => ${keptDays})))
    ), gone as (delete from upload_chunk c using old where c.upload_id = old.id returning c.upload_id)
    select distinct g.upload_id as "uploadId" from gone g`)
  return { requests, files: rows.length }
}
