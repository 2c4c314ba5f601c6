import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { TouchAction } from '../craft/craft.ts'
import { EVIDENCE_KINDS, type Evidence, type EvidenceKind, evidenceKey } from '../craft/evidence.ts'
import type { Claim } from '../craft/render.ts'
import type { MessageKind } from '../craft/template.ts'
import type { SendMotion } from '../dispatch/plan-item.ts'
import type { Reason } from '../reason.ts'
import type { ComplianceCheck } from './compliance-check.ts'
import { type PastRejection, type RejectionMemory, rejectionMemoryOf } from './rejection-memory.ts'
import { isRejectionTag } from './rejection-tags.ts'

/** A draft as a decision looks at it. */
export type ReviewedDraft = {
  id: string
  leadId: string
  companyId: string | null
  companyName: string | null
  version: number
  status: string
  channel: 'EMAIL' | 'LINKEDIN'
  action: TouchAction
  motion: SendMotion
  step: number
  angle: string
  subject: string | null
  body: string
  footer: string
  claims: Claim[]
  compliance: ComplianceCheck[]
  guardNotes: Reason[]
  isTest: boolean
  /** A person changed its words. */
  isEdited: boolean
  /** A follow-up that is approved with its batch. */
  isDecidedInBatch: boolean
  /** The lead wrote to us, and no program for them. */
  hasReplied: boolean
  /** SHA-256 of its unsubscribe token, in hex; null for LinkedIn. */
  tokenHash: string | null
  evidence: Evidence[]
}

type EvidenceRow = { id: string; kind: string; text: string; source: string; foundAt: string | null }
type Row = Omit<ReviewedDraft, 'evidence'> & { evidence: EvidenceRow[] }

const isEvidenceKind = (kind: string): kind is EvidenceKind => EVIDENCE_KINDS.some((known) => known === kind)

/** What was found about a lead, without kinds that this version does not know. */
function evidenceOf(rows: readonly EvidenceRow[]): Evidence[] {
  return rows.flatMap(({ kind, foundAt, ...rest }) =>
    isEvidenceKind(kind) ? [{ ...rest, kind, foundAt: foundAt === null ? null : new Date(foundAt) }] : [],
  )
}

/** Drafts by id with their evidence and token, in one statement; those that do not exist are not in the answer. */
export async function loadReviewedDrafts(tx: Sql, draftIds: readonly string[]): Promise<Map<string, ReviewedDraft>> {
  const { rows } = await tx.execute<Row>(sql`
    select d.id, d.lead_id as "leadId", l.company_id as "companyId", l.company_name as "companyName", d.version, d.status, d.channel, d.action, d.motion, d.step, d.angle, d.subject, d.body, d.footer,
      d.claims, d.compliance, d.guard_notes as "guardNotes", d.is_test as "isTest", d.is_edited as "isEdited", d.is_decided_in_batch as "isDecidedInBatch",
      exists (select from reply r where r.lead_id = d.lead_id and not r.is_automatic) as "hasReplied",
      (select encode(u.token_hash, 'hex') from unsubscribe_token u where u.draft_id = d.id order by u.created_at desc limit 1) as "tokenHash",
      coalesce((select json_agg(json_build_object('id', e.id, 'kind', e.kind, 'text', e.text, 'source', e.source, 'foundAt', e.found_at) order by e.id)
        from evidence e where e.draft_id = d.id), '[]') as evidence
    from draft d join lead l on l.id = d.lead_id where d.id = any(${sql.param([...draftIds])}::uuid[])`)
  return new Map(rows.map((row) => [row.id, { ...row, evidence: evidenceOf(row.evidence) }]))
}

/** What a text is, which decides its length and what it must contain. */
export function messageKindOf({ action, step }: Pick<ReviewedDraft, 'action' | 'step'>): MessageKind {
  if (action === 'EMAIL') return step === 1 ? 'first_touch' : 'follow_up'
  return action === 'LINKEDIN_REQUEST' ? 'connection_note' : 'linkedin_message'
}

type RejectionRow = {
  leadId: string
  at: string
  tag: string
  reason: string
  angle: string
  opener: string
  fingerprint: string
  body: string
  evidence: EvidenceRow[]
}

/**
 * What the rejections of the last days rule out for the next draft, for many leads in one statement. A rejection that was taken back does not
 * count, nor does a clean-up, which says nothing of the text. Every lead asked for has an entry.
 */
export async function loadRejectionMemories(
  tx: Sql,
  leadIds: readonly string[],
  now: Date,
  windowDays: number,
): Promise<Map<string, RejectionMemory>> {
  const { rows } = await tx.execute<RejectionRow>(sql`
    select d.lead_id as "leadId", r.at, r.tag, r.reason, d.angle, d.opener, d.body, encode(d.fingerprint, 'hex') as fingerprint,
      coalesce((select json_agg(json_build_object('id', e.id, 'kind', e.kind, 'text', e.text, 'source', e.source, 'foundAt', e.found_at))
        from evidence e where e.draft_id = d.id), '[]') as evidence
    from draft d join review r on r.draft_id = d.id and r.draft_version = d.version - 1
    where d.lead_id = any(${sql.param([...leadIds])}::uuid[]) and d.status = 'REJECTED' and r.decision = 'REJECT'
      and r.tag <> 'queue_hygiene_non_actionable' and r.at >= ${now.toISOString()}::timestamptz - make_interval(days => ${windowDays})`)
  const past = new Map<string, PastRejection[]>(leadIds.map((id) => [id, []]))
  for (const { leadId, at, tag, evidence, ...rest } of rows) {
    if (!isRejectionTag(tag)) continue
    past.get(leadId)?.push({ ...rest, tag, rejectedAt: new Date(at), evidenceKeys: evidenceOf(evidence).map(evidenceKey) })
  }
  return new Map([...past].map(([leadId, rejections]) => [leadId, rejectionMemoryOf(rejections, now, windowDays)]))
}
