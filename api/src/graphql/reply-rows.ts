import { prepared, type Reader } from '@swarm/db/read'
import { lead } from '@swarm/db/schema/lead'
import { reply } from '@swarm/db/schema/reply'
import { answerStands } from '@swarm/jobs/replies/answer-stands'
import { sql } from 'drizzle-orm'
import { groupsInOrder, rowsInOrder } from './rows-in-order.ts'

export const replyColumns = {
  id: reply.id,
  leadId: reply.leadId,
  matchedBy: reply.matchedBy,
  provider: reply.provider,
  channel: reply.channel,
  fromAddress: reply.fromAddress,
  subject: reply.subject,
  text: reply.text,
  newText: reply.newText,
  class: reply.class,
  readAs: reply.readAs,
  confidence: reply.confidence,
  deciders: reply.deciders,
  stop: reply.stop,
  stopsCompany: reply.stopsCompany,
  dataRequest: reply.dataRequest,
  isAutomatic: reply.isAutomatic,
  needsPerson: reply.needsPerson,
  returnsOn: reply.returnsOn,
  notBefore: reply.notBefore,
  referralName: reply.referralName,
  referralEmail: reply.referralEmail,
  referralTitle: reply.referralTitle,
  referralLeadId: reply.referralLeadId,
  version: reply.version,
  confirmedBy: reply.confirmedBy,
  answerDraftId: sql<
    string | null
  >`case when ${reply.answerDraftId} is not null and ${answerStands(sql`${reply.answerDraftId}`)} then ${reply.answerDraftId} end`,
  at: reply.at,
}

const byIds = prepared((db) =>
  db
    .select(replyColumns)
    .from(reply)
    .where(sql`${reply.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('replies_by_ids'),
)

export type ReplyRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadReplies(reader: Reader, ids: readonly string[]): Promise<(ReplyRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

/** Colleagues that are offered in the place of the wrong person. */
export const mostColleagues = 5

/** Of each lead the ids of others at their company, the best fit first. */
export async function loadColleagues(reader: Reader, leadIds: readonly string[]): Promise<string[][]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ leadId: string; id: string }>(sql`
      select w.id as "leadId", c.id from ${lead} w
      cross join lateral (
        select o.id, o.sort_score from ${lead} o where o.company_id = w.company_id and o.id <> w.id and o.stage <> 'TERMINAL'
        order by o.sort_score desc, o.id desc limit ${mostColleagues}) c
      where w.id = any(${sql.param([...leadIds])}::uuid[]) order by w.id, c.sort_score desc, c.id desc`),
  )
  return groupsInOrder(leadIds, rows, ({ leadId }) => leadId).map((found) => found.map(({ id }) => id))
}
