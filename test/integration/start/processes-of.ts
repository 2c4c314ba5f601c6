import { readdirSync, readFileSync } from 'node:fs'

const read = (file: string) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It ended while we looked, or belongs to somebody else.
    return ''
  }
}

/** Command lines of all processes that work on a data folder, by process id. Linux alone tells; elsewhere there are none to see. */
export function processesOf(folder: string): Map<number, string> {
  const found = new Map<number, string>()
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []
  for (const pid of pids) {
    const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
    if (command.includes(folder) || read(`/proc/${pid}/environ`).split('\0').includes(`DATA_DIR=${folder}`)) found.set(Number(pid), command)
  }
  return found
}
