import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { endReadings, expireDrafts } from './expire-drafts.ts'
import { renewFooters } from './renew-footers.ts'

/** Drafts that nobody decided leave the queue; readers that fell silent leave the card; what speaks of us as we were is renewed. */
export const expireDraftsJob = handle(contracts.expireDrafts, async (_, { writer, stopping, addressLists }) => {
  try {
    const { document: settings } = await loadSettings(writer.sql, reviewSection)
    await endReadings(writer, settings.presenceMinutes)
    while (!stopping.aborted && (await expireDrafts(writer, settings.staleHours)) > 0);
  } finally {
    // Whatever fails above: what was approved by the old profile must not leave.
    await renewFooters(writer, addressLists)
  }
})
