import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Reason } from '@swarm/jobs/reason'

/** Which disk is looked at, and how many bytes a process must still be able to write there. */
export type Disk = { folder: string; leastFreeBytes: number }

/** Half a gigabyte: our judgement of what the embedded database and its logs need until somebody has made room (docs/incidents.md). */
export const leastFreeBytes = 500_000_000

/** Why a disk is not right, or null. A folder that nobody made yet counts as where it would be made. Never throws: that is an answer too. */
export async function diskProblem(disk: Disk): Promise<Reason | null> {
  const folder = resolve(disk.folder)
  try {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    if (free >= disk.leastFreeBytes) return null
    const megabytes = (bytes: number) => Math.floor(bytes / 1_000_000)
    return { code: 'DISK', message: `The disk of ${folder} has ${megabytes(free)} MB left, of at least ${megabytes(disk.leastFreeBytes)}.` }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (isMissing && dirname(folder) !== folder) return diskProblem({ ...disk, folder: dirname(folder) })
    return { code: 'DISK', message: `The disk of ${folder} can't be looked at.` }
  }
}
