import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** Something of a batch that is no longer as it was frozen; of the list as a whole where `sendId` is null. */
export type ScopeDifference = { batchId: string; sendId: string | null; what: string; frozen: string | null; present: string | null }

/**
 * How batches differ from what was frozen, for whoever is told SCOPE_MISMATCH. What was frozen stands in the audit trail: the order of the
 * sends, the hash of each, the hash of the list. Of bytes that were changed the trail has the hash alone, so their words are held against
 * those of the draft; only letters and digits count there, because the bytes have a footer and the plain form of the text.
 */
export async function loadScopeDifferences(db: Sql, batchIds: readonly string[]): Promise<ScopeDifference[]> {
  const { rows } = await db.execute<ScopeDifference>(sql`
    with trail as (
      select b.id as batch_id, encode(b.scope_hash, 'hex') as named, a.detail
      from batch b
      join audit_entry e on e.subject_type = 'batch' and e.subject_id = b.id::text and e.action = 'batch.frozen'
      join audit_detail a on a.audit_id = e.id
      where b.id = any(${sql.param([...batchIds])}::uuid[])
    ), was as (
      select t.batch_id, (x.value ->> 'send')::uuid as id, x.value ->> 'hash' as hash, x.place::int
      from trail t cross join jsonb_array_elements(t.detail -> 'sends') with ordinality x(value, place)
    ), is_now as (
      select s.*, frozen_fields(s.frozen) as f, encode(sha256(s.frozen), 'hex') as digest
      from send s join trail t on t.batch_id = s.batch_id
    ), difference as (
      select t.batch_id, null::uuid as send_id, 0 as place, 0 as nth, v.what, t.detail ->> 'scopeHash' as frozen, v.present
      from trail t cross join lateral (values
        ('Hash of the list', (select encode(sha256(string_agg(n.hash, ''::bytea order by n.place)), 'hex') from is_now n where n.batch_id = t.batch_id)),
        ('Hash that the batch names', t.named)) v(what, present)
      union all
      select coalesce(w.batch_id, n.batch_id), coalesce(w.id, n.id), coalesce(w.place, n.place), v.nth, v.what, v.frozen, v.present
      from was w full join is_now n on n.id = w.id
      left join draft d on d.id = n.draft_id and d.version = n.draft_version and n.digest is distinct from w.hash
      cross join lateral (values
        (1, 'Place in the list', w.place::text, n.place::text),
        (2, 'Hash of its bytes', w.hash, n.digest),
        (3, 'Hash that it names', w.hash, encode(n.hash, 'hex')),
        (4, 'Subject', d.subject, case when d.id is not null then n.f ->> 'subject' end),
        (5, 'Text', d.body, case when d.id is null or strpos(regexp_replace(n.f ->> 'text', '[^[:alnum:]]', '', 'g'), regexp_replace(d.body, '[^[:alnum:]]', '', 'g')) > 0
          then d.body else n.f ->> 'text' end),
        (6, 'Address', n.f ->> 'address', n.address),
        (7, 'Account', n.f ->> 'account', n.account),
        (8, 'Person', n.f ->> 'person', n.person),
        (9, 'Lead', n.f ->> 'lead', n.lead_id::text),
        (10, 'Draft', n.f ->> 'draft', n.draft_id::text),
        (11, 'Version of the draft', n.f ->> 'draftVersion', n.draft_version::text),
        (12, 'Channel', n.f ->> 'channel', n.channel::text),
        (13, 'Action', coalesce(n.f ->> 'action', n.action::text), n.action::text),
        (14, 'Platform', n.f ->> 'platform', n.platform::text),
        (15, 'Motion', n.f ->> 'motion', n.motion::text),
        (16, 'Round', n.f ->> 'round', n.round::text),
        (17, 'Step', n.f ->> 'step', n.step::text),
        (18, 'Zone', n.f ->> 'zone', n.zone),
        (19, 'Planned time', to_json((n.f ->> 'scheduledAt')::timestamptz) #>> '{}', to_json(n.scheduled_at) #>> '{}'),
        (20, 'Window opens', to_json((n.f ->> 'windowFrom')::timestamptz) #>> '{}', to_json(n.window_from) #>> '{}'),
        (21, 'Window closes', to_json((n.f ->> 'windowTo')::timestamptz) #>> '{}', to_json(n.window_to) #>> '{}')
      ) v(nth, what, frozen, present)
      -- Of bytes that are gone or that nobody can read, and of a send that is gone, the rest would say the same again.
      where v.nth <= 3 or n.f is not null
    )
    select batch_id as "batchId", send_id as "sendId", what, frozen, present from difference
    where frozen is distinct from present order by batch_id, place, send_id, nth`)
  return rows
}
