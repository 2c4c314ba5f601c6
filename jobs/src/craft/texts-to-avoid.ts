import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { wordTriplesOf } from './word-triples.ts'

/** The newest texts of one company that a text is compared with; more people than this at one company get words of their own anyway. */
const MOST_TEXTS = 300

/** A text that somebody at a company got, or may get, by its word triples: worked out when they are first compared, as most never are. */
export type ColleagueText = { draftId: string; leadId: string; triples(): ReadonlySet<string> }

/** The word triples of a text, once they are asked for. */
export function triplesOnce(body: string): ColleagueText['triples'] {
  let known: ReadonlySet<string> | null = null
  return () => {
    known ??= wordTriplesOf(body)
    return known
  }
}

/**
 * What was written to anybody at these companies since `days` days before `at`, by company, newest first. Drafts that were withdrawn or
 * expired don't count: nobody will ever read them.
 */
export async function loadColleagueTexts(
  tx: Sql,
  companyIds: readonly string[],
  at: Date,
  days: number,
): Promise<Map<string, ColleagueText[]>> {
  const { rows } = await tx.execute<{ companyId: string; draftId: string; leadId: string; body: string }>(sql`
    select c.id as "companyId", t.id as "draftId", t.lead_id as "leadId", t.body
    from unnest(${sql.param([...new Set(companyIds)])}::uuid[]) as c(id)
    cross join lateral (
      select d.id, d.lead_id, d.body from lead l
      cross join lateral (
        select d.id, d.lead_id, d.body from draft d
        where d.lead_id = l.id and d.created_at >= ${at.toISOString()}::timestamptz - make_interval(days => ${days})
          and d.status not in ('WITHDRAWN', 'EXPIRED')
        -- Looked up lead by lead: joined, the planner read all drafts for each company of a list that was just loaded.
        offset 0
      ) d
      where l.company_id = c.id
      order by d.id desc limit ${MOST_TEXTS}
    ) t`)
  const byCompany = new Map<string, ColleagueText[]>(companyIds.map((id) => [id, []]))
  for (const { companyId, body, ...text } of rows) byCompany.get(companyId)?.push({ ...text, triples: triplesOnce(body) })
  return byCompany
}
