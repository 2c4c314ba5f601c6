import { sql } from 'drizzle-orm'
import type { Hold } from './campaign-hold.ts'
import type { Hands } from './hands.ts'

/** Tells people of a campaign. `what` goes on after "The campaign of … for …", and ends with a full stop. */
export async function alertCampaign({ writer }: Hands, { campaign }: Hold, severity: 'WARNING' | 'CRITICAL', what: string): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(
      sql`select from raise_alert(${`campaign:${campaign.id}`}, ${severity}, ${`The campaign of ${campaign.account} for ${campaign.zone} ${what}`})`,
    )
  })
}
