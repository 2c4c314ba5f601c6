import type { Sql } from '@swarm/db/write'
import { DrizzleQueryError, sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { unapproveOutdatedDrafts } from '../../craft/unapprove-outdated-drafts.ts'
import { saveObservations } from '../../enrich/save-observations.ts'
import { recordTimeline } from '../../timeline.ts'
import { keepOut } from './keep-out.ts'
import type { SaidStatus } from './lead-change.ts'
import type { BatchPlan, PlannedLead } from './plan-batch.ts'
import { companyKey, saveCompanies } from './save-companies.ts'

/** Somebody else wrote a lead of this batch meanwhile: it is decided anew. */
class BatchOvertakenError extends Error {
  override name = 'BatchOvertakenError'
}

/** Whether a batch failed because somebody else wrote one of its leads or companies, or took one away, at the same moment (unique or foreign key violation, deadlock). */
export function wasOvertaken(error: unknown): boolean {
  if (error instanceof BatchOvertakenError) return true
  const cause = error instanceof DrizzleQueryError ? error.cause : error
  return cause instanceof Error && 'code' in cause && (cause.code === '23505' || cause.code === '23503' || cause.code === '40P01')
}

/** Where a batch of people comes from, and who brings it. `source` is what lists name for what it puts on them. */
export type BatchOfImport = {
  /** Null where it is no file: one lead by hand. */
  importId: string | null
  fileName: string
  source: string
  provider: 'csv' | 'manual'
  actor: Actor
}

/** Who makes leads out of files. */
export const HUNTER: Actor = { kind: 'agent', name: 'HUNTER' }

const leadColumns = sql.raw(
  'id uuid, email text, person_key text, email_status email_status, linkedin_key text, linkedin_url text, first_name text, last_name text, full_name text, title text, seniority seniority, company_id uuid, company_name text, city text, region text, country_code text, time_zone text, status lead_status, status_cause text, seen_version integer',
)

function rowOf({ lead, company, seenVersion }: PlannedLead, companyIds: ReadonlyMap<string, string>, said: SaidStatus | null) {
  return {
    id: lead.id,
    email: lead.email,
    person_key: lead.personKey,
    email_status: lead.emailStatus,
    linkedin_key: lead.linkedinKey,
    linkedin_url: lead.linkedinUrl,
    first_name: lead.firstName,
    last_name: lead.lastName,
    full_name: lead.fullName,
    title: lead.title,
    seniority: lead.seniority,
    company_id: company === null ? null : (companyIds.get(companyKey(company)) ?? null),
    company_name: lead.companyName,
    city: lead.city,
    region: lead.region,
    country_code: lead.countryCode,
    time_zone: lead.timeZone,
    status: said === 'REPLIED' ? 'REPLIED' : said === 'NOT_INTERESTED' ? 'DISQUALIFIED' : 'PENDING',
    status_cause: said === 'NOT_INTERESTED' ? 'not_interested' : null,
    seen_version: seenVersion,
  }
}

/** Writes a batch in a handful of statements, however many rows: employers, leads, facts, lists, timeline. Throws what `wasOvertaken` knows. */
export async function saveBatch(tx: Sql, plan: BatchPlan, at: Date, batch: BatchOfImport): Promise<void> {
  requireAgentAction(batch.actor, 'lead.created')
  requireAgentAction(batch.actor, 'lead.updated')
  const made = plan.leads.filter(({ lead }) => lead.isNew)
  const changed = plan.leads.filter(({ lead }) => !lead.isNew)
  const companyIds = await saveCompanies(
    tx,
    plan.leads.flatMap(({ company }) => company ?? []),
  )
  if (made.length > 0) await insertLeads(tx, made, plan.statuses, companyIds, at, batch.provider)
  if (changed.length > 0 && batch.importId !== null) await keepBefore(tx, changed, batch.importId)
  if (changed.length > 0) await updateLeads(tx, changed, companyIds, at)
  await moveKnown(tx, plan.statuses)
  if (plan.names.length > 0) await insertAliases(tx, plan.names)
  await saveObservations(
    tx,
    batch.provider,
    at,
    plan.leads.map(({ lead }) => ({
      leadId: lead.id,
      facts: Object.fromEntries(Object.entries(lead.csvFacts ?? {}).map(([name, value]) => [name, { value }])),
    })),
  )
  await recordTimeline(tx, at, [
    ...made.map(({ lead, firstRow }) => ({
      leadId: lead.id,
      kind: 'discovery' as const,
      actor: batch.actor.name,
      summary: batch.provider === 'manual' ? 'Added by hand.' : `Imported from ${batch.fileName}, row ${firstRow}.`,
      ...(batch.importId !== null && { detail: { importId: batch.importId } }),
    })),
    ...changed.map(({ lead, firstRow, words, hasMoved }) => ({
      leadId: lead.id,
      kind: 'facts' as const,
      actor: batch.actor.name,
      summary: hasMoved
        ? `Moved to ${lead.companyName ?? 'another company'}, says row ${firstRow} of ${batch.fileName}.`
        : `Row ${firstRow} of ${batch.fileName} says more: ${words.join(', ')}.`,
      detail: { importId: batch.importId },
    })),
  ])
  await keepOut(tx, plan.marked, batch.source)
  if (changed.length > 0 && batch.importId !== null) await keepAfter(tx, changed, batch.importId)
  await unapproveOutdatedDrafts(
    tx,
    changed.map(({ lead }) => lead.id),
  )
  if (plan.leads.length > 0) await announce(tx, 'lead', null)
}

async function insertLeads(
  tx: Sql,
  made: readonly PlannedLead[],
  statuses: BatchPlan['statuses'],
  companyIds: ReadonlyMap<string, string>,
  at: Date,
  provider: BatchOfImport['provider'],
): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    insert into lead (id, email, person_key, email_status, linkedin_key, linkedin_url, first_name, last_name, full_name, title, seniority, company_id,
      company_name, city, region, country_code, time_zone, source, status, status_cause, last_activity_at, created_at, updated_at)
    select id, email, person_key, email_status, linkedin_key, linkedin_url, first_name, last_name, full_name, title, seniority, company_id,
      company_name, city, region, country_code, time_zone, ${provider}, status, status_cause, ${at.toISOString()}, ${at.toISOString()}, ${at.toISOString()}
    from json_to_recordset(${JSON.stringify(made.map((one) => rowOf(one, companyIds, statuses.get(one.lead.id)?.said ?? null)))}::json) as r(${leadColumns})
    returning id`)
  // Somebody who was erased meanwhile is left out by the database.
  if (rows.length < made.length) throw new BatchOvertakenError('a lead of this batch was erased meanwhile')
  const aliases = made.flatMap(({ lead, aliases }) => aliases.map((key) => ({ key, lead_id: lead.id })))
  if (aliases.length > 0) await insertAliases(tx, aliases)
}

async function insertAliases(tx: Sql, aliases: readonly { key: string; lead_id: string }[]): Promise<void> {
  await tx.execute(sql`
    insert into lead_alias (key, lead_id) select key, lead_id from jsonb_to_recordset(${JSON.stringify(aliases)}::jsonb) as r(key text, lead_id uuid)
    where not exists (select from lead l where l.person_key = r.key) order by key
    on conflict do nothing`)
}

async function updateLeads(tx: Sql, changed: readonly PlannedLead[], companyIds: ReadonlyMap<string, string>, at: Date): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update lead l set email = r.email, person_key = r.person_key, email_status = r.email_status, linkedin_key = r.linkedin_key, linkedin_url = r.linkedin_url,
      first_name = r.first_name, last_name = r.last_name, full_name = r.full_name, title = r.title, seniority = r.seniority,
      company_id = coalesce(r.company_id, l.company_id), company_name = r.company_name, city = r.city, region = r.region,
      country_code = r.country_code, time_zone = r.time_zone, version = l.version + 1, updated_at = ${at.toISOString()}
    from jsonb_to_recordset(${JSON.stringify(changed.map((one) => rowOf(one, companyIds, null)))}::jsonb) as r(${leadColumns})
    where l.id = r.id and l.version = r.seen_version returning l.id`)
  if (rows.length < changed.length) throw new BatchOvertakenError('a lead of this batch changed meanwhile')
  const aliases = changed.flatMap(({ lead, aliases }) => aliases.map((key) => ({ key, lead_id: lead.id })))
  if (aliases.length > 0) await insertAliases(tx, aliases)

  // What was written to somebody at the old employer is not sent to the new one.
  const moved = changed.flatMap(({ lead, hasMoved }) => (hasMoved ? [lead.id] : []))
  if (moved.length === 0) return
  const withdrawn = await tx.execute<{ id: string }>(sql`
    update draft set status = 'WITHDRAWN', version = version + 1, updated_at = ${at.toISOString()}
    where lead_id = any(${sql.param(moved)}::uuid[]) and status in ('PENDING', 'APPROVED', 'BLOCKED') returning id`)
  if (withdrawn.rows.length === 0) return
  await announce(
    tx,
    'draft',
    withdrawn.rows.map(({ id }) => id),
  )
  await announce(tx, 'queue', null)
}

/** Leads that are known already, and of which the file says that they have replied or are not interested. */
async function moveKnown(tx: Sql, statuses: BatchPlan['statuses']): Promise<void> {
  const moves = [...statuses.values()].flatMap(({ lead, said }) => {
    if (lead.isNew) return []
    const isOut = said === 'NOT_INTERESTED'
    return [
      {
        lead_id: lead.id,
        status: isOut ? 'DISQUALIFIED' : 'REPLIED',
        cause: isOut ? 'not_interested' : null,
        summary: isOut ? 'A file says: not interested.' : 'A file says: has replied.',
      },
    ]
  })
  if (moves.length > 0) await tx.execute(sql`select leave_alone(${JSON.stringify(moves)}::jsonb, ${HUNTER.name})`)
}

/** How leads stood before this import first changed them: what taking it back restores. */
async function keepBefore(tx: Sql, changed: readonly PlannedLead[], importId: string): Promise<void> {
  await tx.execute(sql`
    insert into import_change (import_id, lead_id, before, after, facts_before, facts_after)
    select ${importId}::uuid, l.id, imported_values(l), '{}', o.facts, '{}'
    from lead l left join lead_observation o on o.lead_id = l.id and o.provider = 'csv'
    where l.id = any(${sql.param(changed.map(({ lead }) => lead.id))}::uuid[])
    on conflict do nothing`)
}

/** How it leaves them: what has another value later has moved on. */
async function keepAfter(tx: Sql, changed: readonly PlannedLead[], importId: string): Promise<void> {
  const rows = changed.map(({ lead, aliases }) => ({ id: lead.id, aliases }))
  await tx.execute(sql`
    update import_change c set after = imported_values(l), facts_after = o.facts, aliases = c.aliases || r.aliases
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, aliases text[])
    join lead l on l.id = r.id join lead_observation o on o.lead_id = l.id and o.provider = 'csv'
    where c.import_id = ${importId}::uuid and c.lead_id = l.id`)
}
