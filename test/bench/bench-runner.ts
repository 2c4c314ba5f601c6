import { runnerNodeOptions } from '@swarm/jobs/runner-heap'
import type { TestDatabase } from '../harness/database.ts'
import { startRunner } from '../harness/runner.ts'
import type { Victim } from '../harness/victim.ts'

/** The runner with the heap that it ships with. Throws with its output when it did not start. */
export async function startRunnerVictim(database: TestDatabase, env: Record<string, string> = {}): Promise<Victim> {
  const runner = await startRunner(database, { NODE_OPTIONS: runnerNodeOptions, ...env })
  if (!runner.isRunning()) throw new Error(`the runner did not start: ${runner.output()}`)
  return runner
}
