import { tokenHash } from '@swarm/api/auth/secrets'
import type { Writer } from '@swarm/db/write'
import type { Dataset } from './kept.ts'
import { lists } from './lists-data.ts'

/** A key may run 30 operations a second and 120 at once: so many of them are never held up. */
const keyCount = 400

/** The keys that the data's API takes. They are worth nothing anywhere else. */
const keys: readonly string[] = Array.from(
  { length: keyCount },
  (_, nth) => `bench-key-${String(nth).padStart(4, '0')}-of-a-database-that-nobody-serves`,
)

/** Operations that one key is asked for in a row, as a program that is at work does: below its burst. */
const inARow = 100

/** The key of the nth operation. */
export const keyOf = (nth: number): string => keys[Math.floor(nth / inARow) % keys.length] ?? ''

async function addKeys({ pool }: Writer): Promise<void> {
  await pool.query(
    `insert into api_key (name, prefix, key_hash, scopes, created_by)
     select 'bench ' || nth, 'bench-', hash, '{read}', 'bench' from unnest($1::bytea[]) with ordinality as k(hash, nth)`,
    [keys.map((key) => Buffer.from(tokenHash(key)))],
  )
}

const companies = (leads: number) => `
  insert into company (id, name, name_key, domain, country_code, industry, employees_min, employees_max)
  select uuid_v7(now()), 'Company ' || n, 'company ' || n, 'company' || n || '.example', (array['US', 'US', 'US', 'GB', 'DE'])[1 + n % 5], 'industry ' || n % 40, n % 900, n % 900 + 10
  from generate_series(1, ${Math.ceil(leads / 4)}) n`

const numbered = `
  create table bench.company as select row_number() over (order by id) as place, id from company;
  alter table bench.company add primary key (place)`

/** What a million rows would be put into one by one is made at the end. Unique keys stay. */
const withoutIndexes = `
  do $$ declare spare record; begin
    create table bench.spare_index as
      select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = 'lead'::regclass and not i.indisunique;
    for spare in select * from bench.spare_index loop execute format('drop index %I', spare.name); end loop;
  end $$`
const withIndexes = `do $$ declare spare record; begin for spare in select * from bench.spare_index loop execute spare.definition; end loop; end $$`

/**
 * Of ten leads six have been silent for so long that decay moves them. Each thing about a lead follows from its number; names, sources and scores
 * by a hash of it, so that they say nothing about its status.
 */
const leads = (from: number, to: number, all: number) => `
  insert into lead (id, email, person_key, linkedin_key, linkedin_url, first_name, last_name, full_name, title, seniority, company_id, company_name, country_code, time_zone,
    source, status, tier, score, account, email_status, intent, last_activity_at, created_at, updated_at)
  select uuid_v7(now() - (n % 8000) * interval '1 hour'), 'p' || n || '@company' || 1 + n % ${Math.ceil(all / 4)} || '.example', 'p' || n || '@company' || 1 + n % ${Math.ceil(all / 4)} || '.example',
    'in:p-' || n, 'https://www.linkedin.com/in/p-' || n, v.first, v.last, v.first || ' ' || v.last,
    (array['Director', 'Vice President', 'Chief Executive Officer', 'Head', 'Manager', 'Founder'])[1 + n % 6] || ' of department ' || n % 90, 'DIRECTOR', c.id, 'Company ' || c.place,
    'US', 'America/Denver', 'source ' || h.source % 30, v.status, case when v.score >= 80 then 'TIER_1' when v.score >= 60 then 'TIER_2' when v.score >= 40 then 'TIER_3' end::tier, v.score,
    case when v.status <> 'PENDING' then 'dani' || h.source % 8 || '@sender.example' end, 'VERIFIED', n % 20,
    case when n % 10 < 5 or n % 10 = 9 then now() - interval '40 days' - (n % 4000) * interval '1 hour' else now() - (n % 60) * interval '1 minute' end,
    now() - (n % 8000) * interval '1 hour', now() - (h.name % 5000) * interval '1 hour'
  from generate_series(${from}, ${to}) n
  cross join lateral (select abs(hashint4extended(n, 1) % 1000000000) as name, abs(hashint4extended(n, 2) % 1000000000) as source,
    abs(hashint4extended(n, 3) % 1000000000) as score) h
  cross join lateral (select
    (array['Ana', 'Zoë', 'Łukasz', 'Mei', 'Omar', 'Ines', 'Tom', 'Aiko', 'Juan', 'Eve', 'Raj', 'Olga', 'Sven', 'Lena', 'Paul', 'Nina', 'Marc', 'Iris', 'Hugo', 'Vera'])[1 + h.name % 20] as first,
    'Sur' || to_hex(h.name / 20 % 5000) as last, case when h.score % 23 <> 0 then h.score / 23 % 101 end as score,
    case when n % 10 = 8 then (array['PENDING', 'PENDING', 'PENDING', 'APPROVED', 'REJECTED', 'BOUNCED', 'UNSUBSCRIBED', 'DISPATCHED', 'PENDING', 'LINKEDIN_CONNECTED'])[1 + n / 10 % 10]
      else (array['SENT', 'SENT', 'OPENED', 'GHOSTED', 'STALLED', 'SENT', 'SENT', 'REPLIED', 'PENDING', 'OPENED'])[1 + n % 10] end::lead_status as status) v
  join bench.company c on c.place = 1 + n % ${Math.ceil(all / 4)}`

/** Four entries for each lead, of the last three months. */
const timeline = (part: number, parts: number) => `
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
  select uuid_v7(v.at), l.id, v.at, 'note', 'bench', 'Entry ' || k || ' of ' || l.full_name, jsonb_build_object('nth', k)
  from lead l cross join generate_series(1, 4) k
  cross join lateral (select now() - k * interval '20 days' - (hashtext(l.id::text) & 511) * interval '1 hour' as at) v
  where (hashtext(l.id::text) & 1023) % ${parts} = ${part}`

const pendingDrafts = `
  insert into draft (id, lead_id, status, channel, action, step, angle, variant, template_version, campaign, subject, body, original_subject, original_body, footer, claims, compliance,
    is_compliant, guard_notes, fingerprint, opener, tier, score, facts_digest, created_at, updated_at)
  select uuid_v7(v.at), l.id, 'PENDING', 'EMAIL', 'EMAIL', 1, 'angle ' || v.n % 11, case v.n % 2 when 0 then 'A' else 'B' end, 1, 'T1-' || v.n % 6, 'Operations at ' || l.company_name, 'A body of a few words.',
    'Operations at ' || l.company_name, 'A body of a few words.', 'f', '[]', '[]', true,
    case when v.n % 5 = 0 then '[{"code": "GUARD-005", "message": "It says little."}]' else '[]' end::jsonb, '\\x00', 'o', case when v.n % 3 = 0 then 'TIER_2' else 'TIER_1' end::tier, v.n % 101, '\\x00',
    v.at, v.at
  from (select l.*, row_number() over (order by l.id) as n from lead l where l.status = 'PENDING' and l.sort_score >= 0) l
  cross join lateral (select l.n, now() - l.n * interval '7 seconds' as at) v where v.n <= 10000`

const chunk = 100_000

/** Leads, each at a company and with four timeline entries, lists that name some of them, and up to 10,000 drafts that wait. */
export function leadsDataset(name: string, count: number): Dataset {
  const parts = Math.max(1, Math.floor(count / chunk))
  const each = count / parts
  const domain = (nth: number) => `company${1 + (nth % Math.ceil(count / 4))}.example`
  return {
    name,
    version: 3,
    steps: [
      { name: 'partitions', work: `select ensure_partitions(now() - interval '5 months', now())` },
      { name: 'keys', work: addKeys },
      { name: 'companies', work: companies(count) },
      { name: 'numbered', work: numbered },
      { name: 'without indexes', work: withoutIndexes },
      ...Array.from({ length: parts }, (_, part) => ({ name: `leads ${part}`, work: leads(part * each + 1, (part + 1) * each, count) })),
      { name: 'with indexes', work: withIndexes },
      { name: 'leads analyzed', work: 'analyze lead' },
      { name: 'lists', work: lists({ leads: count, domain, email: (nth) => `p${nth}@${domain(nth)}`, profile: (nth) => `p-${nth}` }) },
      ...Array.from({ length: parts }, (_, part) => ({ name: `timeline ${part}`, work: timeline(part, parts) })),
      { name: 'drafts', work: pendingDrafts },
    ],
  }
}

/** The data of most rows: 1,000,000 leads, 250,000 companies, 4,000,000 timeline entries. */
export const manyLeads: Dataset = leadsDataset('leads', 1_000_000)
/** A hundredth of it: what a page costs must hardly depend on how many leads there are. */
export const fewLeads: Dataset = leadsDataset('few_leads', 10_000)
