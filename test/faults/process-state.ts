import { readFileSync } from 'node:fs'

/** The letter that Linux gives a process's state: T stands still, Z has ended and nobody has asked how; empty when there is none. */
export function processState(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .charAt(0)
  } catch {
    return ''
  }
}
