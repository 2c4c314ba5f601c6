import { loadHolidays } from '../dispatch/load-holidays.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { dispatchFollowUps } from './dispatch-follow-ups.ts'

const holidays = loadHolidays()

/** Every hour; approved batches are found by the sweep of batches. */
export const dispatchFollowUpsJob = handle(contracts.dispatchFollowUps, async (_, { writer, addressLists, log }) => {
  await dispatchFollowUps(writer, { lists: addressLists, holidays }, log)
})
