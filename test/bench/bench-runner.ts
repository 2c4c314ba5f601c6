import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runnerNodeOptions } from '@swarm/jobs/runner-heap'
import type { TestDatabase } from '../harness/database.ts'
import { startVictim, type Victim } from '../harness/victim.ts'

/** The runner as a process of its own, with the jobs role. Throws with its output when it did not start. */
export async function startRunnerVictim({ urls }: TestDatabase, env: Record<string, string> = {}): Promise<Victim> {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
  const runner = await startVictim('jobs/src/main.ts', {
    MODE: 'sandbox',
    DATA_DIR: folder,
    DATABASE_URL: urls.api,
    DATABASE_JOBS_URL: urls.jobs,
    PUBLIC_URL: 'http://localhost:4000',
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: runnerNodeOptions,
    ...env,
  })
  void runner.ended.then(() => rmSync(folder, { recursive: true, force: true }))
  if (!runner.isRunning()) throw new Error(`the runner did not start: ${runner.output()}`)
  return runner
}
