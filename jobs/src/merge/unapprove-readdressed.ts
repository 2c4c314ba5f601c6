import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { unapproveChangedDrafts } from '../review/unapprove-changed-drafts.ts'

/**
 * After a merge, or after it was taken apart: a draft that went to the other lead with it and was approved for another address or profile than
 * that one's loses its approval (review.md: any later change of the recipient un-approves).
 */
export async function unapproveReaddressed(tx: Sql, mergeId: string): Promise<void> {
  const { rows } = await tx.execute<{ draftId: string }>(sql`
    select d.id as "draftId" from lead_merge m
    join lead_merge_row r on r.merge_id = m.id and r.kind = 'MOVED' and r.table_name = 'draft' join draft d on d.id = (r.key ->> 'id')::uuid
    where m.id = ${mergeId}::uuid and d.status = 'APPROVED' and case d.channel
      when 'EMAIL' then m.merged ->> 'email' is distinct from m.after ->> 'email'
      else m.merged ->> 'linkedin_key' is distinct from m.after ->> 'linkedin_key' end`)
  const reason = 'It was approved for another address of this person.'
  await unapproveChangedDrafts(
    tx,
    { kind: 'agent', name: 'GATEKEEPER' },
    rows.map(({ draftId }) => ({ draftId, factsDigest: null, reason })),
  )
}
