import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import { loadFacts } from '../enrich/load-facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import { unapproveChangedDrafts } from '../review/unapprove-changed-drafts.ts'
import { evidenceIdsOf, evidenceKey } from './evidence.ts'
import { extractAll } from './extractors/extract-all.ts'
import { factsDigestOf } from './facts-digest.ts'
import { type CraftLead, readCraftFacts } from './read-craft-facts.ts'
import type { Claim } from './render.ts'

const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }

type ApprovedDraft = CraftLead & {
  draftId: string
  claims: Claim[]
  evidence: { kind: 'technologies' | 'growth' | 'role' | 'company' | 'engagement'; text: string }[]
}

/**
 * After facts of these leads changed, in the same transaction: an approved draft that rests on what is no longer said loses its approval,
 * with the reason, because what was approved is no longer true.
 */
export async function unapproveOutdatedDrafts(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  const { rows } = await tx.execute<ApprovedDraft>(sql`
    select d.id as "draftId", d.claims, l.id, l.first_name as "firstName", l.last_name as "lastName", l.full_name as "fullName", l.seniority,
      l.country_code as "countryCode",
      coalesce((select jsonb_agg(jsonb_build_object('kind', e.kind, 'text', e.text)) from evidence e where e.draft_id = d.id), '[]') as evidence
    from draft d join lead l on l.id = d.lead_id
    where d.lead_id = any(${sql.param([...leadIds])}::uuid[]) and d.status = 'APPROVED'`)
  if (rows.length === 0) return
  const at = await businessNow(tx)
  const observed = await loadFacts(
    tx,
    rows.map(({ id }) => id),
  )
  const changes = rows.map(({ draftId, claims, evidence, ...lead }) => {
    const { evidence: found } = extractAll(readCraftFacts(lead, resolveFacts(observed.get(lead.id) ?? []), at), evidenceIdsOf(draftId))
    const said = new Set(found.map(evidenceKey))
    const gone = evidence.filter((piece) => !said.has(evidenceKey(piece))).map(({ text }) => text)
    return { draftId, factsDigest: factsDigestOf(found, claims), reason: `No longer so: ${gone.join(' ') || 'a fact that it rests on.'}` }
  })
  await unapproveChangedDrafts(tx, GATEKEEPER, changes)
}
