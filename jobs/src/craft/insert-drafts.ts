import { createHash } from 'node:crypto'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Reason } from '../reason.ts'
import type { CraftedDraft } from './craft.ts'
import { factsDigestOf } from './facts-digest.ts'

/** A draft on its way into the table. */
export type NewDraft = {
  id: string
  leadId: string
  personKey: string | null
  runId: string | null
  motion: 'OUTBOUND' | 'CADENCE' | 'REVIVAL' | 'NURTURE'
  round: number
  step: number
  campaign: string
  score: number
  draft: CraftedDraft
  /** Of its one-click link; null where there is none. */
  token: string | null
}

const NOT_GUARDED: Reason = { code: 'NOT_GUARDED', message: 'The guards have not seen it yet.' }

/**
 * Writes drafts with their evidence and the hashes of their tokens. They are BLOCKED until the guards have spoken: a crash before that must
 * never leave an unguarded draft where somebody can approve it.
 */
export async function insertDrafts(tx: Sql, at: Date, made: readonly NewDraft[]): Promise<void> {
  if (made.length === 0) return
  const instant = at.toISOString()
  const drafts = made.map(({ id, leadId, runId, motion, round, step, campaign, score, draft }) => ({
    id,
    lead_id: leadId,
    run_id: runId,
    channel: draft.channel,
    action: draft.action,
    motion,
    round,
    step,
    angle: draft.angle,
    variant: draft.variant,
    template_version: draft.templateVersion,
    campaign,
    subject: draft.subject,
    body: draft.body,
    footer: draft.footer,
    claims: draft.claims,
    guard_notes: [NOT_GUARDED, ...draft.notes],
    fingerprint: draft.fingerprint,
    opener: draft.opener,
    tier: draft.tier,
    score,
    facts_digest: factsDigestOf(draft.evidence, draft.claims),
    angle_choice: draft.angleChoice,
  }))
  await tx.execute(sql`
    insert into draft (id, lead_id, run_id, status, channel, action, motion, round, step, angle, variant, template_version, campaign, subject, body,
      original_subject, original_body, footer, claims, compliance, is_compliant, guard_notes, fingerprint, opener, tier, score, facts_digest, angle_choice, created_at, updated_at)
    select id, lead_id, run_id, 'BLOCKED', channel, action, motion, round, step, angle, variant, template_version, campaign, subject, body,
      subject, body, footer, claims, '[]', false, guard_notes, decode(fingerprint, 'hex'), opener, tier, score, decode(facts_digest, 'hex'), angle_choice,
      ${instant}::timestamptz, ${instant}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) as d(id uuid, lead_id uuid, run_id uuid, channel channel, action touch_action, motion motion,
      round smallint, step smallint, angle text, variant text, template_version integer, campaign text, subject text, body text, footer text, claims jsonb,
      guard_notes jsonb, fingerprint text, opener text, tier tier, score smallint, facts_digest text, angle_choice jsonb)`)
  await insertEvidence(
    tx,
    made.flatMap(({ id, draft }) => draft.evidence.map((piece) => ({ ...piece, draftId: id }))),
  )
  // The token itself stands in the footer alone; here is what finds it again.
  const tokens = made.flatMap(({ id, leadId, personKey, token }) =>
    token === null
      ? []
      : [{ hash: createHash('sha256').update(token).digest('hex'), draft_id: id, lead_id: leadId, person_key: personKey }],
  )
  await tx.execute(sql`
    insert into unsubscribe_token (token_hash, draft_id, lead_id, person_key, created_at)
    select decode(hash, 'hex'), draft_id, lead_id, person_key, ${instant}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(tokens)}::jsonb) as t(hash text, draft_id uuid, lead_id uuid, person_key text)`)
}

/** Adds evidence to drafts; a piece that a draft has already is left as it is. */
export async function insertEvidence(tx: Sql, pieces: readonly (CraftedDraft['evidence'][number] & { draftId: string })[]): Promise<void> {
  if (pieces.length === 0) return
  const rows = pieces.map(({ id, draftId, kind, text, source, foundAt }) => ({
    id,
    draft_id: draftId,
    kind,
    text,
    source,
    found_at: foundAt,
  }))
  await tx.execute(sql`
    insert into evidence (id, draft_id, kind, text, source, found_at)
    select id, draft_id, kind, text, source, found_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(id uuid, draft_id uuid, kind text, text text, source text, found_at timestamptz)
    on conflict (id) do nothing`)
}
