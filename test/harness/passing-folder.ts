import { mkdtempSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Memory that Linux shows as a folder. */
const memory = '/dev/shm'
const gigabyte = 2 ** 30

/** Whether a run's databases fit in there with room to spare: what fills memory ends other programs. */
function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > 4 * gigabyte && freemem() > 6 * gigabyte
  } catch {
    // Another system has none.
    return false
  }
}

/**
 * A new folder for what nobody needs once the run is over, in memory where there is plenty. A clone of the database makes 1,200 files: 50 ms of
 * processor time there, 150 ms on a quiet disk and up to 740 ms on a busy one.
 */
export function passingFolder(prefix: string): string {
  return mkdtempSync(join(hasRoom() ? memory : tmpdir(), prefix))
}
