import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { loadRampState } from './load-ramp.ts'
import { loadTierCriteria } from './tier-criteria.ts'

/** Opens the tier that has its canary once everything speaks for it. Asked every hour; asking twice changes nothing. */
export async function openNextTier(writer: Writer, log: Log): Promise<void> {
  await writer.transaction(async (tx) => {
    const { canaryTier } = await loadRampState(tx)
    if (canaryTier === null) return
    const criteria = await loadTierCriteria(tx, canaryTier)
    if (!criteria.every(({ passed }) => passed)) return
    await tx.execute(sql`select open_ramp_tier(${canaryTier}::tier, ${JSON.stringify(criteria)}::jsonb, 'OPERATOR')`)
    log.info({ tier: canaryTier }, 'ramp: a tier is open in full')
  })
}
