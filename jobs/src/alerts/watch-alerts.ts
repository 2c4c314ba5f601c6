import { endVersionWarning } from '../dispatch/end-version-warning.ts'
import { tellWhatWaits } from '../ramp/tell-what-waits.ts'
import { escalateAlerts } from './escalate-alerts.ts'
import { type TellHands, tellAlerts } from './tell-alerts.ts'
import { watchFailedJobs } from './watch-failed-jobs.ts'
import { watchReviewTimes } from './watch-review-times.ts'

/**
 * What nobody acknowledged rises, what waited too long alerts, and people are told. One of these that fails keeps none of the others from being
 * done; its error is thrown afterwards.
 */
export async function watchAlerts(hands: TellHands): Promise<void> {
  const failed: unknown[] = []
  for (const step of [escalateAlerts, watchReviewTimes, tellWhatWaits, watchFailedJobs, endVersionWarning]) {
    await step(hands.writer).catch((error: unknown) => failed.push(error))
  }
  await tellAlerts(hands)
  if (failed.length > 0) throw failed.length === 1 ? failed[0] : new AggregateError(failed, 'Several watches of alerts failed.')
}
