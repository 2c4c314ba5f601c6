import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Fields of `/proc/<pid>/stat` after the name, which may hold blanks; empty once the process is gone, and where there is no such file (not Linux). */
function statOf(pid: number | string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  } catch {
    return []
  }
}

// Fields 14 to 17 of proc(5): user and system time, and those of children that have ended, in hundredths of a second.
const own = (fields: readonly string[]) => (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10
const ended = (fields: readonly string[]) => (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * 10

/** Processor time that a process has used, in milliseconds. */
export const cpuMs = (pid: number): number => own(statOf(pid))

/** Most memory that a process ever held, in MB. */
export function peakMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Processor time of a PostgreSQL with all its connections, those that have ended included, in milliseconds. `folder` is what `startPostgres` got. */
export function databaseCpuMs(folder: string): number {
  const file = join(folder, 'postgres', 'postmaster.pid')
  if (!existsSync(file) || !existsSync('/proc/self')) return 0
  const pid = readFileSync(file, 'utf8').split('\n')[0] ?? ''
  const mother = statOf(pid)
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)[1] === pid)
  return own(mother) + ended(mother) + children.reduce((sum, child) => sum + own(statOf(child)), 0)
}

/** Milliseconds as a row tells them. */
export const writtenMs = (milliseconds: number): string => `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
