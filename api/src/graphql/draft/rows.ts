import { prepared, type Reader } from '@swarm/db/read'
import { draft, draftReading, evidence, review } from '@swarm/db/schema/draft'
import { draftRewrite } from '@swarm/db/schema/rewrite'
import type { Claim } from '@swarm/jobs/craft/render'
import type { Reason } from '@swarm/jobs/reason'
import type { ComplianceCheck } from '@swarm/jobs/review/compliance-check'
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { groupsInOrder, rowsInOrder } from '../rows-in-order.ts'

/** Under the name that `hiddenCode` knows it by. */
export const d = alias(draft, 'd')

export const draftColumns = {
  id: d.id,
  leadId: d.leadId,
  version: d.version,
  status: d.status,
  channel: d.channel,
  step: d.step,
  angle: d.angle,
  variant: d.variant,
  subject: d.subject,
  body: d.body,
  originalSubject: d.originalSubject,
  originalBody: d.originalBody,
  footer: d.footer,
  claims: sql<Claim[]>`${d.claims}`,
  compliance: sql<ComplianceCheck[]>`${d.compliance}`,
  guardNotes: sql<Reason[]>`${d.guardNotes}`,
  tier: d.tier,
  sortTier: d.sortTier,
  score: d.score,
  isEdited: d.isEdited,
  openedAt: d.openedAt,
  decidedAt: d.decidedAt,
  angleChoice: sql<unknown>`${d.angleChoice}`,
  createdAt: d.createdAt,
  updatedAt: d.updatedAt,
}

const byIds = prepared((db) =>
  db
    .select(draftColumns)
    .from(d)
    .where(sql`${d.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('drafts_by_ids'),
)

export type DraftRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadDrafts(reader: Reader, ids: readonly string[]): Promise<(DraftRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

const latest = prepared((db) =>
  db
    .select(draftColumns)
    .from(d)
    .where(
      sql`${d.id} = any(array(
        select newest.id from unnest(${sql.placeholder('ids')}::uuid[]) as k(lead_id)
        cross join lateral (select n.id from draft n where n.lead_id = k.lead_id order by n.id desc limit ${sql.placeholder('first')}) newest))`,
    )
    .orderBy(sql`${d.id} desc`)
    .prepare('latest_drafts'),
)

/** The newest `first` drafts of each lead, in one statement. */
export async function loadLatestDrafts(reader: Reader, leadIds: readonly string[], first: number): Promise<DraftRow[][]> {
  const rows = await reader.read((db) => latest(db).execute({ ids: [...leadIds], first }))
  return groupsInOrder(leadIds, rows, (row) => row.leadId)
}

const evidenceOf = prepared((db) =>
  db
    .select()
    .from(evidence)
    .where(sql`${evidence.draftId} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(evidence.id)
    .prepare('evidence_of_drafts'),
)

export type EvidenceRow = Awaited<ReturnType<ReturnType<typeof evidenceOf>['execute']>>[number]

export async function loadEvidenceOf(reader: Reader, draftIds: readonly string[]): Promise<EvidenceRow[][]> {
  const rows = await reader.read((db) => evidenceOf(db).execute({ ids: [...draftIds] }))
  return groupsInOrder(draftIds, rows, (row) => row.draftId)
}

const evidenceByIds = prepared((db) =>
  db
    .select()
    .from(evidence)
    .where(sql`${evidence.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('evidence_by_ids'),
)

export async function loadEvidence(reader: Reader, ids: readonly string[]): Promise<(EvidenceRow | null)[]> {
  const rows = await reader.read((db) => evidenceByIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

const reviewsOf = prepared((db) =>
  db
    .select({
      draftId: review.draftId,
      decision: review.decision,
      tag: review.tag,
      reason: review.reason,
      actor: review.actor,
      at: review.at,
    })
    .from(review)
    .where(sql`${review.draftId} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(review.draftVersion)
    .prepare('reviews_of_drafts'),
)

export type ReviewRow = Awaited<ReturnType<ReturnType<typeof reviewsOf>['execute']>>[number]

export async function loadReviewsOf(reader: Reader, draftIds: readonly string[]): Promise<ReviewRow[][]> {
  const rows = await reader.read((db) => reviewsOf(db).execute({ ids: [...draftIds] }))
  return groupsInOrder(draftIds, rows, (row) => row.draftId)
}

const rewritesOf = prepared((db) =>
  db
    .select()
    .from(draftRewrite)
    .where(sql`${draftRewrite.draftId} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('rewrites_of_drafts'),
)

export type RewriteRow = Awaited<ReturnType<ReturnType<typeof rewritesOf>['execute']>>[number]

/** What a language model was asked to do with drafts; null where none was. */
export async function loadRewritesOf(reader: Reader, draftIds: readonly string[]): Promise<(RewriteRow | null)[]> {
  const rows = await reader.read((db) => rewritesOf(db).execute({ ids: [...draftIds] }))
  return rowsInOrder(draftIds, rows, (row) => row.draftId)
}

const readingsOf = prepared((db) =>
  db
    .select()
    .from(draftReading)
    .where(sql`${draftReading.draftId} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(sql`${draftReading.since} desc, ${draftReading.actor}`)
    .prepare('readings_of_drafts'),
)

export type ReadingRow = Awaited<ReturnType<ReturnType<typeof readingsOf>['execute']>>[number]

/** Who has the drafts open, latest first; whoever fell silent is still among them. */
export async function loadReadingsOf(reader: Reader, draftIds: readonly string[]): Promise<ReadingRow[][]> {
  const rows = await reader.read((db) => readingsOf(db).execute({ ids: [...draftIds] }))
  return groupsInOrder(draftIds, rows, (row) => row.draftId)
}
