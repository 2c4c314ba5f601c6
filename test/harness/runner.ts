import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestDatabase } from './database.ts'
import { programOf } from './programs.ts'
import { root } from './run-process.ts'

export type TestRunner = {
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  stop(): Promise<void>
  /** What it logged so far. */
  log(): string
}

/** The real runner as a process of its own, with the very credentials of the jobs role. Resolves when it works. */
export async function startRunnerProcess(database: TestDatabase, env: Record<string, string> = {}): Promise<TestRunner> {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-runner-'))
  const program = programOf('jobs/src/main.ts')
  const child: ChildProcess = spawn(process.execPath, [program.file], {
    cwd: root,
    env: {
      ...program.env,
      MODE: 'sandbox',
      DATA_DIR: folder,
      DATABASE_URL: database.urls.api,
      DATABASE_JOBS_URL: database.urls.jobs,
      PUBLIC_URL: 'http://localhost:4000',
      STOP_WITH_PARENT: 'true',
      LOG_LEVEL: 'warn',
      // Each connection makes plans of its own first, and these runners live for seconds.
      DATABASE_CONNECTIONS: '3',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8')
  })
  const ended = once(child, 'exit')
  const lines = child.stdout ? createInterface({ input: child.stdout }) : null
  await Promise.race([
    lines ? once(lines, 'line') : ended,
    ended.then(() => {
      throw new Error(`the runner ended before it worked:\n${log}`)
    }),
  ])
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  return { kill: () => end('SIGKILL'), stop: () => end('SIGTERM'), log: () => log }
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
