import { sql } from 'drizzle-orm'
import { removeDraft } from './close-campaign.ts'
import { campaignIdOf } from './draft-campaign.ts'
import type { Hands } from './hands.ts'

/** How often the platform is searched, in milliseconds of this process's time. */
const everyMs = 10 * 60_000
/** How soon after a search that failed, in milliseconds: until one is through nobody knows whether this database is the newest. */
const againMs = 30_000

/** Searches the platform for campaigns with our name that are none of ours, at most every ten minutes, or 30 s after that failed. */
export function orphanWatch(): (hands: Hands) => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY
  return async (hands) => {
    if (performance.now() - lookedAt < everyMs) return
    lookedAt = performance.now() - everyMs + againMs
    await removeOrphans(hands)
    lookedAt = performance.now()
  }
}

/**
 * Drafts that nobody waits for are deleted: a second one whose first creation got no answer, or one of a campaign that was removed. One
 * that runs and isn't in our book means that the book is older than the world (a restored backup): everything stops until it was
 * reconciled (I24).
 */
export async function removeOrphans(hands: Hands): Promise<void> {
  const found = (await hands.instantly.campaigns.find('swarm ')).flatMap((campaign) => {
    const id = campaignIdOf(campaign.name)
    return id === null ? [] : [{ ...campaign, rowId: id }]
  })
  if (found.length === 0) return
  const { rows } = await hands.writer.sql.execute<{ id: string; state: string; providerCampaignId: string | null }>(sql`
    select id, state, provider_campaign_id as "providerCampaignId" from campaign where id = any (${sql.param(found.map(({ rowId }) => rowId))}::uuid[])`)
  const known = new Map(rows.map((row) => [row.id, row]))
  // What runs comes first: a draft that can't be deleted hides nothing.
  found.sort((a, b) => Number(a.status === 'DRAFT') - Number(b.status === 'DRAFT'))
  for (const { id, name, status, rowId } of found) {
    const row = known.get(rowId)
    const isOurs = row !== undefined && row.state !== 'REMOVED' && (row.providerCampaignId === id || row.providerCampaignId === null)
    if (isOurs || hands.stopping.aborted) continue
    if (status === 'DRAFT') {
      hands.log.warn({ campaign: id, name }, 'dispatch: an orphan draft is removed')
      await removeDraft(hands, id)
    } else if (row === undefined && status === 'ACTIVE') {
      await hands.writer.transaction(async (tx) => {
        const why = 'A campaign with our name runs at Instantly that this database does not know.'
        await tx.execute(sql`select from raise_alert('campaign:unknown', 'CRITICAL', ${`${why} Was an older backup restored?`})`)
        await tx.execute(sql`select from open_reconciliation('UNKNOWN_CAMPAIGN', ${why})`)
      })
    }
  }
}
