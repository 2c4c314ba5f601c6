import { craftFollowUpDrafts } from '../craft/craft-follow-up-drafts.ts'
import { writeScripts } from '../craft/write-scripts.ts'
import { loadHolidays } from '../dispatch/load-holidays.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { sweepCadence } from './sweep-cadence.ts'

const holidays = loadHolidays()

/** Every minute: whoever is due. */
export const sweepCadenceJob = handle(contracts.sweepCadence, async (_, { writer, addressLists, publicUrl }) => {
  await sweepCadence(
    writer,
    { lists: addressLists, holidays },
    { craftFollowUps: (tx, items) => craftFollowUpDrafts(tx, { publicUrl, addressLists }, items), writeScripts },
  )
})
