import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The letter that the system gives a process's state: T stands still, Z has ended and nobody has asked how; empty when there is none. */
export function processState(pid: number): string {
  try {
    const state =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')
        : execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' })
    return state.trim().charAt(0)
  } catch {
    return ''
  }
}
