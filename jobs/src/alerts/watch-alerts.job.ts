import { endVersionWarning } from '../dispatch/end-version-warning.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { tellWhatWaits } from '../ramp/tell-what-waits.ts'
import { escalateAlerts } from './escalate-alerts.ts'
import { tellAlerts } from './tell-alerts.ts'
import { watchReviewTimes } from './watch-review-times.ts'

/** Every minute: what waited too long alerts, what nobody acknowledged rises, and people are told. */
export const watchAlertsJob = handle(contracts.watchAlerts, async (_, context) => {
  await watchReviewTimes(context.writer)
  await tellWhatWaits(context.writer)
  await endVersionWarning(context.writer)
  await escalateAlerts(context.writer)
  await tellAlerts(context)
})
