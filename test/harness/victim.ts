import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { programOf } from './programs.ts'
import { root } from './run-process.ts'

/** A process of ours that a test ends as a power cut would; it ends by itself when the test does. */
export type Victim = {
  pid: number
  /** How it ended: a signal's name, or its exit code. */
  ended: Promise<string>
  isRunning(): boolean
  output(): string
  /** Its line that said it is ready; empty when it ended before. */
  ready(): string
  kill(signal?: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void
}

/** Starts it and waits for its line that says it is ready, or for its end, whichever comes first. */
export async function startVictim(entry: string, env: Record<string, string>): Promise<Victim> {
  const program = programOf(entry)
  const child: ChildProcess = spawn(process.execPath, [program.file], {
    cwd: root,
    env: { ...program.env, ...env, STOP_WITH_PARENT: 'true' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // As the supervisor starts it: Linux shares the processor out to sessions first, so in ours it would get a part of ours.
    detached: true,
  })
  let output = ''
  let readyLine = ''
  let isRunning = true
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      isRunning = false
      resolve(signal ?? String(code))
    })
  })
  child.stderr?.on('data', (part: Buffer) => {
    output += part.toString()
  })
  const ready = new Promise<void>((resolve) => {
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"ready":true')) {
        readyLine = line
        resolve()
      } else output += `${line}\n`
    })
  })
  await Promise.race([ready, ended])
  return {
    pid: child.pid ?? 0,
    ended,
    isRunning: () => isRunning,
    output: () => output,
    ready: () => readyLine,
    kill: (signal = 'SIGKILL') => void child.kill(signal),
  }
}
