import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { detectDecay } from './detect-decay.ts'

/** Every day: whoever was silent for too long. */
export const detectDecayJob = handle(contracts.detectDecay, async (_, { writer, log }) => {
  const { total } = await detectDecay(writer, { kind: 'system', name: 'clock' }, { dryRun: false })
  if (total > 0) log.info({ leads: total }, 'decay: statuses moved')
})
