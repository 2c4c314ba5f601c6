import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { loadRampState, type Tier } from './load-ramp.ts'
import { loadTierCriteria } from './tier-criteria.ts'

/** Whether anything of the tier has been proven: the one of its criteria that is quickly asked. */
async function isAnythingProven(db: Sql, tier: Tier): Promise<boolean> {
  const { rows } = await db.execute<{ isProven: boolean }>(sql`
    select exists (select from send s join batch b on b.id = s.batch_id
      where s.tier = ${tier}::tier and s.channel = 'EMAIL' and s.status = 'PROVEN' and not b.is_test) as "isProven"`)
  return rows[0]?.isProven ?? false
}

/** Opens the tier that has its canary once everything speaks for it. Asked every hour; asking twice changes nothing. */
export async function openNextTier(writer: Writer, log: Log): Promise<void> {
  await writer.transaction(async (tx) => {
    const { canaryTier } = await loadRampState(tx)
    // The others are a lot to add up, every hour of the days before its first email.
    if (canaryTier === null || !(await isAnythingProven(tx, canaryTier))) return
    const criteria = await loadTierCriteria(tx, canaryTier)
    if (!criteria.every(({ passed }) => passed)) return
    await tx.execute(sql`select open_ramp_tier(${canaryTier}::tier, ${JSON.stringify(criteria)}::jsonb, 'OPERATOR')`)
    log.info({ tier: canaryTier }, 'ramp: a tier is open in full')
  })
}
