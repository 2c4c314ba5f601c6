import { prepared, type Reader } from '@swarm/db/read'
import { draft, review } from '@swarm/db/schema/draft'
import { sql } from 'drizzle-orm'
import { groupsInOrder } from '../rows-in-order.ts'

/** A rejection that was taken back does not stand; a clean-up says nothing of the text. */
const rejections = prepared((db) =>
  db
    .select({
      leadId: draft.leadId,
      draftId: draft.id,
      tag: sql<string>`${review.tag}`,
      reason: sql<string>`${review.reason}`,
      angle: draft.angle,
      opener: draft.opener,
      actor: review.actor,
      at: review.at,
    })
    .from(draft)
    .innerJoin(review, sql`${review.draftId} = ${draft.id} and ${review.draftVersion} = ${draft.version} - 1`)
    .where(
      sql`${draft.leadId} = any(${sql.placeholder('ids')}::uuid[]) and ${draft.status} = 'REJECTED' and ${review.decision} = 'REJECT'
        and ${review.tag} <> 'queue_hygiene_non_actionable'`,
    )
    .orderBy(sql`${review.at} desc`)
    .prepare('rejections_of_leads'),
)

export type RejectionRow = Awaited<ReturnType<ReturnType<typeof rejections>['execute']>>[number]

/** The rejections of each lead that stand, newest first, in one statement. */
export async function loadRejectionsOf(reader: Reader, leadIds: readonly string[]): Promise<RejectionRow[][]> {
  const rows = await reader.read((db) => rejections(db).execute({ ids: [...leadIds] }))
  return groupsInOrder(leadIds, rows, (row) => row.leadId)
}
