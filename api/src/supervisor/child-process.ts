import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/** What a child prints on standard output when it serves. */
const readyLine = z.object({ ready: z.literal(true), url: z.string().optional() })

export type Child = {
  /** What it announced when it was ready the first time. */
  url: string | null
  /** Asks it to stop and waits for its end, at most `graceMs`; then ends it by force. */
  stop(graceMs: number): Promise<void>
  /** Asks it to stop; another takes its place, at once where it could not be started before. */
  startAgain(): void
}

/** One of our programs could not start; the message holds its own last words. */
export class ChildFailedError extends Error {
  override name = 'ChildFailedError'
}

function lastLine(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
  return (
    lines
      .filter((line) => !/^\s+(at |\w+: |})/.test(line) && line.trim() !== '}')
      .at(-1)
      ?.slice(0, 500) ?? ''
  )
}

export type ChildOptions = {
  name: string
  entry: string
  args: string[]
  env: Record<string, string>
  cwd: string
  /** Where its log lines go. */
  logFile: string
  onRestart: (name: string, code: number | null) => void
}

/** Longest time from start to ready, in milliseconds. */
const readyWithinMs = 90_000
/** A child that ends by itself is started again after this, doubling up to half a minute. */
const firstPauseMs = 500

/** Starts one of our programs and keeps it running: when it ends by itself it is started again. Throws when it can't start at all. */
export async function startChild({ name, entry, args, env, cwd, logFile, onRestart }: ChildOptions): Promise<Child> {
  let isStopping = false
  let current: ChildProcess | null = null
  let goOn: () => void = () => {}

  async function launch(): Promise<{ child: ChildProcess; url: string | null }> {
    const log = openSync(logFile, 'a', 0o600)
    // A group of its own: a terminal's Ctrl-C must not reach it before the order of stopping has come to it.
    const child = spawn(process.execPath, [entry, ...args], { cwd, env, stdio: ['pipe', 'pipe', log], detached: true })
    closeSync(log)
    // Its standard input stays open as long as we live; its end tells the child that we are gone.
    child.stdin?.on('error', () => {})
    current = child
    const ready = new Promise<string | null>((resolve, reject) => {
      const lines = child.stdout ? createInterface({ input: child.stdout }) : null
      lines?.on('line', (line) => {
        if (!line.startsWith('{')) return
        const parsed = readyLine.safeParse(JSON.parse(line))
        if (parsed.success) resolve(parsed.data.url ?? null)
      })
      child.once('error', reject)
      child.once('exit', (code, signal) =>
        reject(
          new ChildFailedError(`${name} ended with ${signal ?? code} before it was ready:\n${lastLine(logFile)}\nIts log: ${logFile}`),
        ),
      )
      setTimeout(
        () => reject(new ChildFailedError(`${name} was not ready within ${readyWithinMs / 1000} s. Its log: ${logFile}`)),
        readyWithinMs,
      ).unref()
    })
    try {
      return { child, url: await ready }
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  const first = await launch()
  watch(first.child)

  function watch(child: ChildProcess): void {
    child.once('exit', (code) => {
      if (!isStopping) void restart(code)
    })
  }

  async function restart(code: number | null): Promise<void> {
    onRestart(name, code)
    for (let pauseMs = firstPauseMs; !isStopping; pauseMs = Math.min(pauseMs * 2, 30_000)) {
      await Promise.race([sleep(pauseMs), new Promise<void>((resolve) => (goOn = resolve))])
      if (isStopping) return
      try {
        const { child } = await launch()
        watch(child)
        return
      } catch {
        // Its log says why; it is tried again.
      }
    }
  }

  return {
    url: first.url,
    async stop(graceMs) {
      isStopping = true
      const child = current
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(timer)
    },
    startAgain() {
      current?.kill('SIGTERM')
      goOn()
    },
  }
}
