import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { placeMeetings } from './place-meetings.ts'
import { readCalendar } from './read-calendar.ts'

/** Bookings first: who asked waits for the answer. One process at a time. */
export const bookMeetingsJob = handle(contracts.bookMeetings, async (_, { writer, log, ghl }) => {
  if (ghl === null || ghl.calendar.id === null) return
  await runAlone(writer, 'meetings', async () => {
    await placeMeetings({ writer, log, ghl })
    await readCalendar({ writer, ghl })
  })
})
