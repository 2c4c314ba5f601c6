import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export type Daemon = {
  name: string
  pid(): number
  isRunning(): boolean
  /** Ends it as a fault would; it is started again a second later, as systemd does with Restart=always and RestartSec=1. */
  kill(signal?: NodeJS.Signals): void
  /** Ends it for good by SIGTERM, after 25 s by force. Whoever starts it again calls `start`. */
  stop(): Promise<void>
  start(): void
  /** What it is from its next start on. */
  become(next: { args: readonly string[]; cwd: string }): void
  /** How often it was started. */
  starts(): number
}

export type DaemonOptions = {
  name: string
  command: string
  args: readonly string[]
  env: Record<string, string>
  cwd: string
  logFile: string
  /** Run as this user; this one when null. */
  user: string | null
  /** What has a machine of its own in production does not wait here for the processes that it serves. */
  isAhead?: boolean
}

const restartAfterMs = 1_000
const graceMs = 25_000

/** A process that is kept running. It is sent SIGTERM by the kernel when this program dies, however it does. */
export function startDaemon(options: DaemonOptions): Daemon {
  let child: ChildProcess | null = null
  let isWanted = false
  let count = 0
  let { args, cwd } = options
  let ended: Promise<void> = Promise.resolve()

  function start(): void {
    isWanted = true
    count += 1
    const log = openSync(options.logFile, 'a')
    const as = options.user === null ? [] : [`--reuid=${options.user}`, `--regid=${options.user}`, '--clear-groups']
    const line = ['setpriv', ...as, '--pdeathsig=TERM', options.command, ...args]
    // Without root `nice` can't give precedence, says so and goes on.
    const [command = '', ...rest] = options.isAhead === true ? ['nice', '-n', '-5', ...line] : line
    const started = spawn(command, rest, {
      cwd,
      env: options.env,
      stdio: ['ignore', log, log],
      // Ctrl-C of a terminal must not reach it before its turn.
      detached: true,
    })
    child = started
    ended = new Promise((resolve) => {
      started.once('error', () => resolve())
      started.once('exit', () => {
        if (child === started) child = null
        resolve()
        if (isWanted) void sleep(restartAfterMs).then(() => isWanted && child === null && start())
      })
    })
  }
  start()

  return {
    name: options.name,
    pid: () => child?.pid ?? 0,
    isRunning: () => child !== null,
    starts: () => count,
    kill: (signal = 'SIGKILL') => void child?.kill(signal),
    start() {
      if (child === null) start()
    },
    become(next) {
      args = next.args
      cwd = next.cwd
    },
    async stop() {
      isWanted = false
      const running = child
      if (running === null) return
      running.kill('SIGTERM')
      await Promise.race([ended, sleep(graceMs, undefined, { ref: false })])
      if (child === running) running.kill('SIGKILL')
      await ended
    },
  }
}
