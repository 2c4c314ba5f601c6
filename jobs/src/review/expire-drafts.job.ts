import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { endReadings, expireDrafts } from './expire-drafts.ts'

/** Drafts that nobody decided leave the queue; readers that fell silent leave the card. */
export const expireDraftsJob = handle(contracts.expireDrafts, async (_, { writer, stopping }) => {
  const { document: settings } = await loadSettings(writer.sql, reviewSection)
  await endReadings(writer, settings.presenceMinutes)
  while (!stopping.aborted && (await expireDrafts(writer, settings.staleHours)) > 0);
})
