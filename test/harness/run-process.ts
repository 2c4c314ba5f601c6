import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

export const root: string = resolve(import.meta.dirname, '../..')

/** What a process of ours gets of this environment: nothing that could change what it does. */
export const childEnvironment: Record<string, string> = {
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? resolve(root, '.tools/compiled'),
}

export type Running = {
  child: ChildProcess
  /** Everything it printed so far, standard output and error together. */
  output(): string
  /** Waits for text in its output; throws when it ends before or the time is over. */
  says(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>
}

/** Starts one of our programs as a process of its own. Nothing else of this environment goes along. */
export function runProcess(entry: string, env: Record<string, string>, options: { cwd?: string; detached?: boolean } = {}): Running {
  const child = spawn(process.execPath, [entry], {
    cwd: options.cwd ?? root,
    env: { ...childEnvironment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  })
  let output = ''
  const waiting = new Set<() => void>()
  const hear = (part: Buffer) => {
    output += part.toString()
    for (const look of waiting) look()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<number | null>((end) => void child.once('close', end))
  return {
    child,
    output: () => output,
    ended,
    says: (pattern, withinMs = 120_000) =>
      new Promise((found, fail) => {
        const look = () => {
          const match = pattern.exec(output)
          if (!match) return
          waiting.delete(look)
          clearTimeout(timer)
          found(match)
        }
        const timer = setTimeout(() => fail(new Error(`${entry} did not say ${pattern} within ${withinMs} ms:\n${output}`)), withinMs)
        waiting.add(look)
        void ended.then((code) => fail(new Error(`${entry} ended with ${code} before it said ${pattern}:\n${output}`)))
        look()
      }),
  }
}
