import { craftFollowUpDrafts } from '../craft/craft-follow-up-drafts.ts'
import { RefusedError } from '../errors.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { scanRevival } from './scan-revival.ts'

/** Every day, after decay has looked: who may be taken up again. While the ramp is on there is nothing to do. */
export const scanRevivalJob = handle(contracts.scanRevival, async (_, { writer, log, addressLists, publicUrl }) => {
  const clock = { kind: 'system', name: 'clock' } as const
  try {
    const { queued, total } = await scanRevival(writer, (tx, items) => craftFollowUpDrafts(tx, { publicUrl, addressLists }, items), clock, {
      dryRun: false,
    })
    if (total > 0) log.info({ candidates: total, queued: queued.length }, 'revival: scanned')
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
  }
})
