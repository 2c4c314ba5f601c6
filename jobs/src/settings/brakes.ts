import type { Sql } from '@swarm/db/write'
import { gatekeeperMayGoOff } from '../ramp/gatekeeper.ts'
import { goLiveHolds } from '../ramp/go-live.ts'

/** What has to hold before a brake may be let go, answered by the parts that know. */
export type BrakeChecks = {
  /** Whether everything of the go-live list that comes before it holds: then shadow mode may be switched off during the ramp. */
  goLiveHolds(db: Sql): Promise<boolean>
  /** Whether follow-ups may go out under a standing approval: 30 days of live sends, the last 14 with stable KPIs. */
  gatekeeperMayGoOff(db: Sql): Promise<boolean>
}

/** The ramp answers for both. */
export const brakes: BrakeChecks = { goLiveHolds, gatekeeperMayGoOff }
