import { loadHolidays } from '../dispatch/load-holidays.ts'
import { RefusedError } from '../errors.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { dispatchFollowUps } from './dispatch-follow-ups.ts'
import { warnOfIdleFollowUps } from './warn-of-idle-follow-ups.ts'

const holidays = loadHolidays()

/** Every hour; approved batches are found by the sweep of batches. A stop that is set in between leaves the rest to the next hour. */
export const dispatchFollowUpsJob = handle(contracts.dispatchFollowUps, async (_, { writer, addressLists, log }) => {
  try {
    const { approved, waiting } = await dispatchFollowUps(writer, { lists: addressLists, holidays }, log)
    if (approved.length + waiting.length > 0) log.info({ approved, waiting }, 'ramp: follow-ups were frozen by schedule')
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    log.info({ reason: error.message }, 'ramp: no follow-ups are frozen now')
  }
  const idle = await warnOfIdleFollowUps(writer, { lists: addressLists, holidays })
  if (idle.length > 0) log.warn({ drafts: idle.length }, 'ramp: follow-ups wait although there was room for them')
})
