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
 * paused, and never a removed one, also when they delete it later: its mails may have left, so its people are barred (`bar_started`).
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
  }
  for (const id of ids) await removeDraft(hands, id)
  crashPoint('15 draft-removed')
  await hold.move('REMOVED')
}

/** Deletes a draft until reading shows that it is gone. Throws when it runs, or stays. */
export async function removeDraft({ instantly: { campaigns } }: Hands, id: string): Promise<void> {
  const found = await campaigns.get(id)
  if (found === null) return
  if (found.status !== 'DRAFT') throw new Error(`campaign ${id} is ${found.status.toLowerCase()} at Instantly, and not a draft`)
  try {
    await campaigns.remove(id)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // What a deletion answers is not documented, so it is read.
  }
  if ((await campaigns.get(id)) !== null) throw new Error(`campaign ${id} is still there after it was deleted`)
}
