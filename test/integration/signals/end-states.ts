import type { Writer } from '@swarm/db/write'

/** All orders of some things; equal ones count as different. */
export function permutations<T>(all: readonly T[]): T[][] {
  return all.length <= 1
    ? [[...all]]
    : all.flatMap((one, at) => permutations([...all.slice(0, at), ...all.slice(at + 1)]).map((rest) => [one, ...rest]))
}

/** What must not depend on the order: everything that later steps read. */
export async function endStates({ pool }: Pick<Writer, 'pool'>, leads: readonly { id: string }[]): Promise<string[]> {
  const { rows } = await pool.query<{ state: unknown }>(
    `select jsonb_build_object(
       'status', l.status, 'cause', l.status_cause, 'send', s.status, 'message', s.provider_message_id, 'proven', s.proven_at, 'draft', d.status, 'activity', l.last_activity_at,
       'suppressed', (select jsonb_agg(jsonb_build_object('what', case when x.person_key is null then 'profile' else 'person' end, 'why', x.reason) order by x.person_key is null)
          from suppression x where x.lifted_at is null and (x.person_key = l.person_key or x.linkedin_key = l.linkedin_key)),
       'replies', (select jsonb_agg(jsonb_build_object('class', r.class, 'at', r.at) order by r.at) from reply r where r.lead_id = l.id),
       'revival', (select jsonb_agg(v.due_at) from revival_date v where v.lead_id = l.id),
       'signals', (select jsonb_agg(jsonb_build_object('kind', g.kind, 'at', g.at, 'open', g.detail->>'open') order by g.kind, g.at) from signal g where g.lead_id = l.id),
       'told', (select jsonb_agg(jsonb_build_object('what', t.summary, 'at', t.at) order by t.at, t.summary) from timeline_entry t where t.lead_id = l.id and t.kind = 'signal')) as state
     from unnest($1::uuid[]) with ordinality as k(id, place) join lead l on l.id = k.id join send s on s.lead_id = l.id join draft d on d.id = s.draft_id order by k.place`,
    [leads.map(({ id }) => id)],
  )
  return rows.map(({ state }) => JSON.stringify(state))
}
