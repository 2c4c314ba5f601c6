import type { Sql } from '@swarm/db/write'
import { gatekeeperMayGoOff } from '../ramp/gatekeeper.ts'
import { goLiveMissing } from '../ramp/go-live.ts'

/** What has to hold before a brake may be let go, answered by the parts that know. */
export type BrakeChecks = {
  /** What of the go-live list does not hold, by name: with none left, shadow mode may be switched off during the ramp. */
  goLiveMissing(db: Sql): Promise<readonly string[]>
  /** Whether follow-ups may go out under a standing approval: 30 days of live sends, the last 14 with stable KPIs. */
  gatekeeperMayGoOff(db: Sql): Promise<boolean>
}

/** The ramp answers for both. */
export const brakes: BrakeChecks = { goLiveMissing, gatekeeperMayGoOff }
