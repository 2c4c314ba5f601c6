import { prepared, type Reader } from '@swarm/db/read'
import { campaign, sendingAccount } from '@swarm/db/schema/dispatch'
import { and, eq, sql } from 'drizzle-orm'
import { type AnswerCounts, countAnswers } from './account-rows.ts'
import { rowsInOrder } from './rows-in-order.ts'

export const campaignColumns = {
  id: campaign.id,
  batchId: campaign.batchId,
  platform: campaign.platform,
  address: campaign.account,
  accountId: sendingAccount.id,
  zone: campaign.zone,
  windowFrom: campaign.windowFrom,
  windowTo: campaign.windowTo,
  state: campaign.state,
  providerCampaignId: campaign.providerCampaignId,
  lastError: campaign.lastError,
  createdAt: campaign.createdAt,
}

/** A campaign with the id of its account, which it knows by its address. */
export const ofItsAccount = and(eq(sendingAccount.platform, campaign.platform), eq(sendingAccount.address, campaign.account))

const byIds = prepared((db) =>
  db
    .select(campaignColumns)
    .from(campaign)
    .leftJoin(sendingAccount, ofItsAccount)
    .where(sql`${campaign.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('campaigns_by_ids'),
)

export type CampaignRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadCampaigns(reader: Reader, ids: readonly string[]): Promise<(CampaignRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

/** What each campaign sent, and what came back of it. */
export function loadCampaignCounts(reader: Reader, ids: readonly string[]): Promise<AnswerCounts[]> {
  return countAnswers(reader, ids, sql`s.campaign_id`, sql`send s where s.campaign_id = any(${sql.param([...ids])}::uuid[])`)
}
