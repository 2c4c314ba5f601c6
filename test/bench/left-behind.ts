import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Folders of PostgreSQL clusters below a folder, down to three levels. */
function clustersIn(folder: string, levels = 3): string[] {
  if (existsSync(join(folder, 'postmaster.pid'))) return [folder]
  if (levels === 0) return []
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => clustersIn(join(folder, name), levels - 1))
  } catch {
    return []
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Ends the database servers that a row left running below a folder because it was ended itself, as their own stop does. */
export async function endServersIn(folder: string): Promise<void> {
  for (const cluster of clustersIn(folder)) {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
    if (!pid || !isAlive(pid) || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster)) continue
    process.kill(pid, 'SIGINT')
    for (let waited = 0; isAlive(pid) && waited < 20_000; waited += 50) await sleep(50)
  }
}

/** The same, and takes the folder away. */
export async function clearUp(folder: string): Promise<void> {
  await endServersIn(folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
