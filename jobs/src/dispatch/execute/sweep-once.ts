import { advanceCampaign } from './advance-campaign.ts'
import { deliverDirectly } from './deliver-directly.ts'
import type { AllHands, Hands } from './hands.ts'
import { proveDirectSends } from './prove-direct-sends.ts'
import { proveSends } from './prove-sends.ts'
import { dueCampaigns, isWorkAhead } from './queries.ts'
import { recallSends } from './recall-sends.ts'
import { reconcileDirectSends } from './reconcile-direct-sends.ts'
import { expireLeases, reconcileSends } from './reconcile-sends.ts'
import { orphanWatch } from './remove-orphans.ts'
import { endStoppedBatches, finishBatches, startBatches } from './start-batches.ts'

/** Campaigns that one runner works on at a time. */
const atOnce = 4

/** The parts that begin something; without them everything that was begun is still looked after. */
const beginning: readonly string[] = ['start', 'campaigns', 'direct']

const lookForOrphans = orphanWatch()

/** Everything that execution has to do now, each part on its own: what fails in one must not hold up a recall. True while more comes soon. */
export async function sweepOnce(all: AllHands): Promise<boolean> {
  const { writer, instantly } = all
  const atInstantly = (work: (hands: Hands) => Promise<unknown>) => async () => {
    if (instantly !== null) await work({ ...all, instantly })
  }
  const parts: [string, () => Promise<unknown>][] = [
    ['stop', () => endStoppedBatches(writer)],
    ['recall', () => recallSends(all)],
    // What nobody here knows of says that this database is older than the world: asked before the first hand-over of a process (I24).
    ['orphans', atInstantly(lookForOrphans)],
    ['start', () => startBatches(writer)],
    ['campaigns', atInstantly(advanceCampaigns)],
    ['direct', () => deliverDirectly(all)],
    ['leases', () => expireLeases(writer)],
    ['unknown', atInstantly(reconcileSends)],
    ['direct unknown', () => reconcileDirectSends(all)],
    ['proof', atInstantly(proveSends)],
    ['direct proof', () => proveDirectSends(all)],
    ['finish', () => finishBatches(writer)],
  ]
  let hasFailed = false
  for (const [part, work] of parts) {
    if (all.stopping.aborted) return false
    if (all.isHoldingBack === true && beginning.includes(part)) continue
    try {
      await work()
    } catch (err) {
      hasFailed = true
      all.log.warn({ err, part }, 'dispatch: a part of the sweep failed; it is tried again')
    }
  }
  return hasFailed || isWorkAhead(writer.sql)
}

/** Moves due campaigns on, a few at a time, looking after recalls in between. */
async function advanceCampaigns(hands: Hands): Promise<void> {
  const ids = await dueCampaigns(hands.writer.sql, atOnce * 4)
  const queue = [...ids]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let id = queue.shift(); id !== undefined && !hands.stopping.aborted; id = queue.shift()) await advanceCampaign(hands, id)
    }),
  )
}
