import type { Writer } from '@swarm/db/write'

/** Fills the database with leads at companies, each with a timeline of 4 entries; everything follows from its number, so a run repeats. */
export async function makeManyLeads(writer: Writer, count: number): Promise<void> {
  // In pieces: one statement for all would outlast the API's own limit on a busy machine.
  for (let from = 0; from < count; from += atOnce) await makeSome(writer, from, Math.min(atOnce, count - from))
}

const atOnce = 4_000

async function makeSome(writer: Writer, from: number, count: number): Promise<void> {
  await writer.pool.query(
    `with made as (
       insert into company (name, name_key, domain, industry, employees_min, employees_max)
       select 'Company ' || i, 'company ' || i, 'company' || i || '.example', 'industry ' || i % 40, i, i + 10
       from generate_series($2::int / 4 + 1, $2::int / 4 + greatest(1, $1::int / 4)) i returning id
     ), c as (
       select id, row_number() over () as n from made
     ), l as (
       insert into lead (email, person_key, full_name, title, company_id, company_name, source, status, status_cause, tier, score, account, last_activity_at, created_at, updated_at)
       select 'p' || i || '@company.example', 'p' || i || '@company.example',
         (array['Ana', 'Zoë', 'Łukasz', 'Mei', 'Omar'])[1 + i % 5] || ' Person' || i, 'Director ' || i % 90, c.id, 'Company ' || i % 100,
         'source ' || i % 30, (array['PENDING', 'APPROVED', 'SENT', 'OPENED', 'GHOSTED', 'BOUNCED', 'REJECTED'])[1 + i % 7]::lead_status, null,
         case i % 4 when 0 then null else ('TIER_' || i % 4)::tier end, case when i % 10 = 0 then null else i % 101 end, 'account ' || i % 6,
         now() - i * interval '1 minute', now() - i * interval '2 minutes', now() - i * interval '3 minutes'
       from generate_series($2::int + 1, $2::int + $1::int) i join c on c.n = 1 + i % greatest(1, $1::int / 4) returning id
     )
     insert into timeline_entry (id, lead_id, at, kind, actor, summary)
     select uuid_v7(), l.id, now() - k * interval '1 hour', 'note', 'test', 'Entry ' || k from l, generate_series(1, 4) k`,
    [count, from],
  )
}
