import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { watchAlerts } from './watch-alerts.ts'

/** Every minute: what waited too long alerts, what nobody acknowledged rises, and people are told. */
export const watchAlertsJob = handle(contracts.watchAlerts, (_, context) => watchAlerts(context))
