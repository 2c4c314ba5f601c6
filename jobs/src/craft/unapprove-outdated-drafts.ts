import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import { unapproveChangedDrafts } from '../review/unapprove-changed-drafts.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type EvidenceKind, evidenceIdsOf, evidenceKey } from './evidence.ts'
import { factsDigestOf } from './facts-digest.ts'
import { greetableNames, greetedStranger } from './greeted-stranger.ts'
import { loadCraftFacts } from './load-craft-facts.ts'
import { loadTemplates } from './load-templates.ts'
import { organisationSection } from './organisation.ts'
import type { CraftLead } from './read-craft-facts.ts'
import type { Claim } from './render.ts'
import { spokenOf } from './spoken.ts'

const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }

type ApprovedDraft = CraftLead & {
  draftId: string
  body: string
  claims: Claim[]
  evidence: { id: string; kind: EvidenceKind; text: string }[]
}

/**
 * After facts of these leads changed, in the same transaction: an approved draft that rests on what is no longer said, or greets a name that
 * is no longer the lead's, loses its approval, with the reason, because what was approved is no longer true.
 */
export async function unapproveOutdatedDrafts(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  const { rows } = await tx.execute<ApprovedDraft>(sql`
    select d.id as "draftId", d.body, d.claims, l.id, l.first_name as "firstName", l.last_name as "lastName", l.full_name as "fullName", l.seniority,
      l.country_code as "countryCode",
      coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'text', e.text)) from evidence e where e.draft_id = d.id), '[]') as evidence
    from draft d join lead l on l.id = d.lead_id
    where d.lead_id = any(${sql.param([...leadIds])}::uuid[]) and d.status = 'APPROVED'`)
  if (rows.length === 0) return
  const at = await businessNow(tx)
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const facts = await loadCraftFacts(tx, rows, await loadTemplates(tx), at)
  const changes = rows.map(({ draftId, body, claims, evidence, ...lead }) => {
    // A greeting is no claim, so the digest says nothing of it.
    const stranger = greetedStranger(body, greetableNames(lead))
    if (stranger !== null) return { draftId, factsDigest: null, reason: `It greets ${stranger}, which is no longer this lead's name.` }
    const known = facts.get(lead.id)
    if (!known) throw new Error(`facts of lead ${lead.id} were not loaded`)
    const { evidence: found } = spokenOf(known, organisation, evidenceIdsOf(draftId))
    const said = new Set(found.map(evidenceKey))
    const used = new Set(claims.map(({ evidenceId }) => evidenceId))
    const gone = evidence.filter((piece) => used.has(piece.id) && !said.has(evidenceKey(piece))).map(({ text }) => text)
    return { draftId, factsDigest: factsDigestOf(found, claims), reason: `No longer so: ${gone.join(' ') || 'a fact that it rests on.'}` }
  })
  await unapproveChangedDrafts(tx, GATEKEEPER, changes)
}
