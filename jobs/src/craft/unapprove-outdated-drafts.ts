import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import { regionRuleOf } from '../review/recipient-problems.ts'
import { unapproveChangedDrafts } from '../review/unapprove-changed-drafts.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { recordTimeline } from '../timeline.ts'
import { type EvidenceKind, evidenceIdsOf, evidenceKey } from './evidence.ts'
import { factsDigestOf } from './facts-digest.ts'
import { NOTICE_SOURCE } from './footer.ts'
import { greetableNames, greetedStranger } from './greeted-stranger.ts'
import { loadCraftFacts } from './load-craft-facts.ts'
import { loadTemplates } from './load-templates.ts'
import { organisationSection } from './organisation.ts'
import type { CraftLead } from './read-craft-facts.ts'
import type { Claim } from './render.ts'
import { spokenOf } from './spoken.ts'

const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }

/** What a draft is told with while it waits and a fact that it rests on is no longer so. */
export const FACT_CHANGED = 'FACT_CHANGED'

type OpenDraft = CraftLead & {
  draftId: string
  status: 'PENDING' | 'APPROVED' | 'BLOCKED'
  channel: 'EMAIL' | 'LINKEDIN'
  body: string
  footer: string
  claims: Claim[]
  evidence: { id: string; kind: EvidenceKind; text: string }[]
  factsDigest: string
  /** What it is told with so far. */
  noted: string | null
}

/** What changed under a draft; null where what was noted before is so again. */
type Outdated = { draftId: string; leadId: string; status: OpenDraft['status']; factsDigest: string | null; reason: string | null }

/**
 * After facts of these leads changed, in the same transaction: an approved draft that rests on what is no longer said, greets a name that is no
 * longer the lead's, or may not go as it is where they are, loses its approval, with the reason, because what was approved is no longer right.
 * One that waits says so from now on, as another version, and is no longer approved with its batch: whoever decides it has seen what changed.
 */
export async function unapproveOutdatedDrafts(tx: Sql, leadIds: readonly string[]): Promise<void> {
  const found = await findOutdated(tx, leadIds)
  if (found.length === 0) return
  // Leads before drafts, as every decision does; what was decided while this waited is seen then.
  const ids = [...new Set(found.map(({ leadId }) => leadId))]
  await tx.execute(sql`select from lead where id = any(${sql.param(ids)}::uuid[]) order by id for update`)
  const outdated = await findOutdated(tx, ids)
  const approved = outdated.filter(({ status }) => status === 'APPROVED')
  await unapproveChangedDrafts(
    tx,
    GATEKEEPER,
    approved.map(({ draftId, factsDigest, reason }) => ({ draftId, factsDigest, reason: reason ?? '' })),
  )
  await noteChanges(
    tx,
    outdated.filter(({ status }) => status !== 'APPROVED'),
  )
}

async function findOutdated(tx: Sql, leadIds: readonly string[]): Promise<Outdated[]> {
  if (leadIds.length === 0) return []
  const { rows } = await tx.execute<OpenDraft>(sql`
    select d.id as "draftId", d.status, d.channel, d.body, d.footer, d.claims, encode(d.facts_digest, 'hex') as "factsDigest",
      l.id, l.first_name as "firstName", l.last_name as "lastName", l.full_name as "fullName", l.seniority, l.country_code as "countryCode",
      (select n ->> 'message' from jsonb_array_elements(d.guard_notes) n where n ->> 'code' = ${FACT_CHANGED}) as noted,
      coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'text', e.text)) from evidence e where e.draft_id = d.id), '[]') as evidence
    from draft d join lead l on l.id = d.lead_id
    where d.lead_id = any(${sql.param([...leadIds])}::uuid[]) and d.status in ('PENDING', 'APPROVED', 'BLOCKED')`)
  if (rows.length === 0) return []
  const at = await businessNow(tx)
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const facts = await loadCraftFacts(tx, rows, await loadTemplates(tx), at)
  return rows.flatMap(({ draftId, status, channel, body, footer, claims, evidence, factsDigest: former, noted, ...lead }): Outdated[] => {
    const known = facts.get(lead.id)
    if (!known) throw new Error(`facts of lead ${lead.id} were not loaded`)
    const { evidence: found } = spokenOf(known, organisation, evidenceIdsOf(draftId))
    const said = new Set(found.map(evidenceKey))
    const used = new Set(claims.map(({ evidenceId }) => evidenceId))
    const gone = evidence.filter((piece) => used.has(piece.id) && !said.has(evidenceKey(piece))).map(({ text }) => text)
    // None of these is a claim, so the digest says nothing of it.
    const stranger = greetedStranger(body, greetableNames(lead))
    const rule = regionRuleOf(lead.countryCode, organisation)
    const other =
      stranger !== null
        ? `It greets ${stranger}, which is no longer this lead's name.`
        : rule === 'block'
          ? 'No lawful basis is recorded for where they are.'
          : rule === 'legitimate_interest_with_notice' && channel === 'EMAIL' && !footer.includes(NOTICE_SOURCE)
            ? 'Its footer lacks the notice that people get where they are.'
            : null
    const factsDigest = other === null ? factsDigestOf(found, claims) : null
    const reason = factsDigest === former ? null : (other ?? `No longer so: ${gone.join(' ') || 'a fact that it rests on.'}`)
    const isNews = status === 'APPROVED' ? reason !== null : reason !== noted
    return isNews ? [{ draftId, leadId: lead.id, status, factsDigest, reason }] : []
  })
}

/** Tells drafts that nobody has approved what is no longer so of them. A decision that saw them without it is answered with a conflict. */
async function noteChanges(tx: Sql, outdated: readonly Outdated[]): Promise<void> {
  if (outdated.length === 0) return
  const at = await businessNow(tx)
  const notes = outdated.map(({ draftId, reason }) => ({
    id: draftId,
    notes: reason === null ? [] : [{ code: FACT_CHANGED, message: reason }],
  }))
  await tx.execute(sql`
    update draft d set version = d.version + 1, updated_at = ${at.toISOString()}::timestamptz, is_decided_in_batch = d.is_decided_in_batch and r.notes = '[]',
      guard_notes = coalesce((select jsonb_agg(n) from jsonb_array_elements(d.guard_notes) n where n ->> 'code' <> ${FACT_CHANGED}), '[]') || r.notes
    from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as r(id uuid, notes jsonb) where d.id = r.id and d.status in ('PENDING', 'BLOCKED')`)
  await recordTimeline(
    tx,
    at,
    outdated.flatMap(({ draftId, leadId, reason }) =>
      reason === null
        ? []
        : [
            {
              leadId,
              kind: 'draft',
              actor: GATEKEEPER.name,
              summary: `The draft that waits is out of date. ${reason}`,
              detail: { draftId },
            },
          ],
    ),
  )
  await announce(
    tx,
    'draft',
    outdated.map(({ draftId }) => draftId),
  )
  await announce(tx, 'queue', null)
}
