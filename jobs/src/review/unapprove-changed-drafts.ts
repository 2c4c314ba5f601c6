import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { decideDrafts } from './decide.ts'

/** What a draft's claims rest on now. */
export type ChangedFacts = {
  draftId: string
  /** SHA-256 in hex of the facts that the draft's text rests on, made as it was when the draft was crafted; null: what changed is not among them. */
  factsDigest: string | null
  /** What changed, for the reviewer: "the job title it mentions changed". */
  reason: string
}

/**
 * Takes the approval from drafts whose facts are no longer those they were approved with (bytes approved are bytes sent), in the caller's
 * transaction. Drafts that are not approved, or whose facts are the same, are left. Returns the ids of those un-approved.
 */
export async function unapproveChangedDrafts(tx: Sql, actor: Actor, changes: readonly ChangedFacts[]): Promise<string[]> {
  if (changes.length === 0) return []
  const given = changes.map(({ draftId, factsDigest, reason }) => ({ draft_id: draftId, digest: factsDigest, reason }))
  const { rows } = await tx.execute<{ draftId: string; version: number; reason: string }>(sql`
    select d.id as "draftId", d.version, g.reason
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g(draft_id uuid, digest text, reason text)
    join draft d on d.id = g.draft_id and d.status = 'APPROVED' and (g.digest is null or d.facts_digest <> decode(g.digest, 'hex'))`)
  if (rows.length === 0) return []
  const { document: settings } = await loadSettings(tx, reviewSection)
  const decided = await decideDrafts(
    tx,
    actor,
    rows.map((row) => ({ ...row, decision: 'UNAPPROVE' })),
    settings.undoMinutes,
  )
  return decided.filter(({ error }) => error === null).map(({ draftId }) => draftId)
}
