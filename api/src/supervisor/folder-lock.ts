import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Another start is running on the same data folder. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError'
}

function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process is alive as well.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const cmdline = `/proc/${pid}/cmdline`
  return !existsSync(cmdline) || readFileSync(cmdline, 'utf8').includes('supervisor')
}

/** One start for each data folder. A lock whose owner is gone is taken over. Throws FolderInUseError. */
export function lockFolder(folder: string): { release(): void } {
  const file = join(folder, 'start.pid')
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return { release: () => rmSync(file, { force: true }) }
    } catch {
      const owner = Number(readFileSync(file, 'utf8'))
      if (owner && isOurs(owner)) {
        throw new FolderInUseError(
          `Alpha Swarm already runs on ${folder} (process ${owner}). Stop it, or choose another DATA_DIR and PORT for a second copy.`,
        )
      }
      rmSync(file, { force: true })
    }
  }
  throw new FolderInUseError(`${file} can't be taken.`)
}
