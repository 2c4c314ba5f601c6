import { advanceCampaign } from './advance-campaign.ts'
import type { Hands } from './hands.ts'
import { proveSends } from './prove-sends.ts'
import { dueCampaigns, isWorkAhead } from './queries.ts'
import { recallSends } from './recall-sends.ts'
import { reconcileSends } from './reconcile-sends.ts'
import { orphanWatch } from './remove-orphans.ts'
import { endStoppedBatches, finishBatches, startBatches } from './start-batches.ts'

/** Campaigns that one runner works on at a time. */
const atOnce = 4

const lookForOrphans = orphanWatch()

/** Everything that execution has to do now, each part on its own: what fails in one must not hold up a recall. True while more comes soon. */
export async function sweepOnce(hands: Hands): Promise<boolean> {
  const parts: [string, () => Promise<unknown>][] = [
    ['stop', () => endStoppedBatches(hands.writer)],
    ['recall', () => recallSends(hands)],
    ['start', () => startBatches(hands.writer)],
    ['campaigns', () => advanceCampaigns(hands)],
    ['unknown', () => reconcileSends(hands)],
    ['proof', () => proveSends(hands)],
    ['finish', () => finishBatches(hands.writer)],
    ['orphans', () => lookForOrphans(hands)],
  ]
  let hasFailed = false
  for (const [part, work] of parts) {
    if (hands.stopping.aborted) return false
    try {
      await work()
    } catch (err) {
      hasFailed = true
      hands.log.warn({ err, part }, 'dispatch: a part of the sweep failed; it is tried again')
    }
  }
  return hasFailed || isWorkAhead(hands.writer.sql)
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
