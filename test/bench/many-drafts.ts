import type { Writer } from '@swarm/db/write'
import * as make from '../harness/make.ts'

const columnsOf = (table: string) =>
  `(select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and attgenerated = '' and not attisdropped)`

export type ManyDraft = { draftId: string; leadId: string; email: string }

/** The secret part of a copy's own unsubscribe link: a footer with another draft's link is refused at the approval. */
const token = `md5('bench ' || n)`

/** Pending drafts that can be approved, each for a lead of its own at one of 500 firms, all like one that the test harness makes; the first is that one. */
export async function makeManyDrafts(writer: Writer, count: number): Promise<ManyDraft[]> {
  const { id, lead } = await make.draft(writer)
  const { rows } = await writer.pool.query<{ lead: string; draft: string; evidence: string }>(
    `select ${columnsOf('lead')} as lead, ${columnsOf('draft')} as draft, ${columnsOf('evidence')} as evidence`,
  )
  const [columns] = rows
  if (!columns) throw new Error('the tables have no columns')
  const { rows: made } = await writer.pool.query<{ n: number } & ManyDraft>(
    `select n, uuid_v7(now()) as "leadId", uuid_v7(now()) as "draftId", 'p' || n || '@firm-' || n % 500 || '.example' as email from generate_series(1, ${count - 1}) n`,
  )
  const given = JSON.stringify(made)
  const m = `jsonb_to_recordset($2::jsonb) as m(n integer, "leadId" uuid, "draftId" uuid, email text)`
  await writer.pool.query(
    `insert into lead (${columns.lead}) select ${columns.lead} from (
       select (jsonb_populate_record(l, jsonb_build_object('id', m."leadId", 'email', m.email, 'person_key', m.email, 'linkedin_key', 'in:bench-' || n,
         'full_name', 'Person ' || n))).* from lead l, ${m} where l.id = $1) x`,
    [lead.id, given],
  )
  await writer.pool.query(
    `insert into draft (${columns.draft}) select ${columns.draft} from (
       select (jsonb_populate_record(d, jsonb_build_object('id', m."draftId", 'lead_id', m."leadId", 'subject', 'Operations at Acme, part ' || n,
         'footer', regexp_replace(d.footer, '/u/[-_[:alnum:]]+', '/u/' || ${token})))).* from draft d, ${m} where d.id = $1) x`,
    [id, given],
  )
  await writer.pool.query(
    `insert into evidence (${columns.evidence}) select ${columns.evidence} from (
       select (jsonb_populate_record(e, jsonb_build_object('id', uuid_v7(now()), 'draft_id', m."draftId"))).* from evidence e, ${m} where e.draft_id = $1) x`,
    [id, given],
  )
  await writer.pool.query(
    `insert into unsubscribe_token (token_hash, draft_id, lead_id, person_key, created_at)
       select sha256(${token}::bytea), m."draftId", m."leadId", m.email, d.created_at from draft d, ${m} where d.id = $1`,
    [id, given],
  )
  await writer.pool.query('analyze lead, draft, evidence, unsubscribe_token')
  return [{ draftId: id, leadId: lead.id, email: lead.email }, ...made.map(({ draftId, leadId, email }) => ({ draftId, leadId, email }))]
}
