import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestDatabase } from './database.ts'
import { startVictim, type Victim } from './victim.ts'

/** The real runner as a process of its own, with the very credentials of the jobs role. Resolves when it works, or has ended before it did. */
export async function startRunner({ urls }: TestDatabase, env: Record<string, string>): Promise<Victim> {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-runner-'))
  const runner = await startVictim('jobs/src/main.ts', {
    MODE: 'sandbox',
    DATA_DIR: folder,
    DATABASE_URL: urls.api,
    DATABASE_JOBS_URL: urls.jobs,
    LOG_LEVEL: 'warn',
    ...env,
  })
  void runner.ended.then(() => rmSync(folder, { recursive: true, force: true }))
  return runner
}

export type TestRunner = {
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  stop(): Promise<void>
  /** What it logged so far. */
  log(): string
}

/** A runner for tests that want its work alone. Throws with what it logged when it ended before it worked. */
export async function startRunnerProcess(database: TestDatabase, env: Record<string, string> = {}): Promise<TestRunner> {
  // Each connection makes plans of its own first, and these runners live for seconds.
  const runner = await startRunner(database, { DATABASE_CONNECTIONS: '3', ...env })
  if (!runner.isRunning()) throw new Error(`the runner ended before it worked:\n${runner.output()}`)
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    runner.kill(signal)
    await runner.ended
  }
  return { kill: () => end('SIGKILL'), stop: () => end('SIGTERM'), log: runner.output }
}

/** Asks again, every `everyMs`, until the answer is not null; throws after `withinMs`. */
export async function eventually<T>(ask: () => Promise<T | null>, withinMs = 60_000, everyMs = 50): Promise<T> {
  const until = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (performance.now() > until) throw new Error(`nothing after ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
