import { sql } from 'drizzle-orm'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { alertCampaign } from './alert-campaign.ts'
import type { Hold } from './campaign-hold.ts'
import { crashPoint } from './crash-point.ts'
import { campaignName } from './draft-campaign.ts'
import type { Hands } from './hands.ts'

/**
 * A campaign of which nothing waits any more: accepted ones run, what nobody needs is deleted at the platform and read back as gone.
 * Only ever a draft: one that runs is paused by a recall, never deleted under people's feet. One that somebody started at the platform is
 * paused. Of that one, and of one that is gone without us, mails may have left, so its people are barred (`bar_started`).
 */
export async function closeCampaign(hands: Hands, hold: Hold, { accepted }: { accepted: number }): Promise<void> {
  const { campaign } = hold
  if (accepted > 0) return hold.move('ACTIVE')
  const { campaigns } = hands.instantly
  const ids =
    campaign.providerCampaignId === null
      ? (await campaigns.find(campaignName(campaign.id))).filter(({ name }) => name === campaignName(campaign.id)).map(({ id }) => id)
      : [campaign.providerCampaignId]
  for (const id of ids) {
    const found = await campaigns.get(id)
    if (found !== null && found.status !== 'DRAFT') {
      await hands.writer.sql.execute(sql`select bar_started(${campaign.id}::uuid)`)
      await alertCampaign(hands, hold, 'CRITICAL', 'was started at Instantly although its sends were ended here. It is paused again.')
      if (found.status !== 'PAUSED' && found.status !== 'COMPLETED') await campaigns.pause(id)
      return hold.move('ACTIVE', id)
    }
    if (found === null && id === campaign.providerCampaignId && !(await wasRemovedHere(hands, campaign.id))) {
      await hands.writer.sql.execute(sql`select bar_started(${campaign.id}::uuid)`)
      await alertCampaign(
        hands,
        hold,
        'CRITICAL',
        'is not there any more at Instantly, and was not deleted from here: it may have run. Its people count as written to.',
      )
    }
  }
  for (const id of ids) await removeDraft(hands, id)
  crashPoint('15 draft-removed')
  await hold.move('REMOVED')
}

/** Whether it was a draft when its deletion was begun from here: whoever was stopped after that finds it gone. */
async function wasRemovedHere({ writer }: Hands, id: string): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ was: boolean }>(
    sql`select draft_removed_at is not null as was from campaign where id = ${id}`,
  )
  return rows[0]?.was === true
}

/** Deletes a draft until reading shows that it is gone, and keeps that it was one. Throws when it runs, or stays. */
export async function removeDraft({ instantly: { campaigns }, writer }: Hands, id: string): Promise<void> {
  const found = await campaigns.get(id)
  if (found === null) return
  if (found.status !== 'DRAFT') throw new Error(`campaign ${id} is ${found.status.toLowerCase()} at Instantly, and not a draft`)
  await writer.sql.execute(sql`
    update campaign set draft_removed_at = now() where platform = 'INSTANTLY' and provider_campaign_id = ${id} and draft_removed_at is null`)
  try {
    await campaigns.remove(id)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // What a deletion answers is not documented, so it is read.
  }
  if ((await campaigns.get(id)) === null) return
  // It is a draft that anybody may start as before. What counts as removed stays so: its once-keys may be somebody else's.
  await writer.sql.execute(sql`
    update campaign set draft_removed_at = null where platform = 'INSTANTLY' and provider_campaign_id = ${id} and state <> 'REMOVED'`)
  throw new Error(`campaign ${id} is still there after it was deleted`)
}
