import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'

/** What was rejected of one angle, by one reviewer, or of one source in a week, and for what most often. */
export const rejectedMostSchema = z.object({
  by: z.enum(['ANGLE', 'REVIEWER', 'SOURCE']),
  name: z.string(),
  rejected: z.int(),
  /** The most frequent tag, how often it was given, and the newest reason with it. */
  tag: z.string(),
  count: z.int(),
  example: z.string(),
})
export type RejectedMost = z.infer<typeof rejectedMostSchema>

/** Groups of one kind that a digest tells of. */
const mostOfEach = 5

/**
 * The rejections of a week that stand, by angle, reviewer and source, those of most first, each with its top tag and an example. Clean-ups say
 * nothing of a text and don't count. `monday` is the week's first day of the organisation, YYYY-MM-DD.
 */
export async function loadRejectedMost(db: Sql, monday: string): Promise<RejectedMost[]> {
  const { rows } = await db.execute<Record<string, unknown>>(sql`
    with span as (
      select ${monday}::date::timestamp at time zone setting('organisation', '{timeZone}') as a, (${monday}::date + 7)::timestamp at time zone setting('organisation', '{timeZone}') as b
    ), rejection as (
      select r.tag, r.reason, r.at, g.by, g.name from span
      join review r on r.at >= span.a and r.at < span.b and r.decision = 'REJECT' and r.tag <> 'queue_hygiene_non_actionable'
      join draft d on d.id = r.draft_id and not d.is_test and d.status = 'REJECTED' and d.version = r.draft_version + 1
      join lead l on l.id = d.lead_id
      cross join lateral (values ('ANGLE', d.angle), ('REVIEWER', r.actor), ('SOURCE', l.source)) g(by, name)
    ), tagged as (
      select by, name, tag, count(*)::int as count, (array_agg(reason order by at desc))[1] as example from rejection group by by, name, tag
    ), best as (
      select distinct on (by, name) by, name, tag, count, example, sum(count) over (partition by by, name)::int as rejected
      from tagged order by by, name, count desc, tag
    )
    select * from (select b.*, row_number() over (partition by b.by order by b.rejected desc, b.name) as place from best b) b
    where b.place <= ${mostOfEach} order by array_position(array['ANGLE', 'REVIEWER', 'SOURCE'], b.by), b.place`)
  return rows.map((row) => rejectedMostSchema.parse(row))
}

/** "Rejected most: value first 4 (weak_cta 3)"; empty where nothing was. */
export function rejectedMostWords(groups: readonly RejectedMost[]): string {
  const first = (by: RejectedMost['by'], of: string): string[] => {
    const group = groups.find((one) => one.by === by)
    return group ? [`${of}${group.name.replaceAll('_', ' ')} ${group.rejected} (${group.tag} ${group.count})`] : []
  }
  const parts = [...first('ANGLE', 'the angle '), ...first('REVIEWER', 'by '), ...first('SOURCE', 'of the source ')]
  return parts.length === 0 ? '' : `Rejected most: ${parts.join(', ')}.`
}
