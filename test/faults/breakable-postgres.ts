import { execFileSync } from 'node:child_process'
import { readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { running, startPostgres } from '@swarm/db/embedded/postgres-server'
import pg from 'pg'
import { processState } from './process-state.ts'

/** What can be done to a PostgreSQL of one's own while others work with it. Each resolves when it serves again, at the address that it had. */
export type BreakablePostgres = {
  /** Everything of it ends at once, or in immediate mode (SIGQUIT), and it recovers from its log. */
  end(how: 'SIGKILL' | 'SIGQUIT'): Promise<void>
  /** It answers nothing for so long, as on a disk that hangs. */
  standStill(ms: number): Promise<void>
  /** Each commit takes 100 ms longer for so long. */
  slowDisk(ms: number): Promise<void>
  /** There is not a byte left for so long. Null where nobody may say how large its disk is. */
  fullDisk: ((ms: number) => Promise<void>) | null
}

/** The disk that its folder stands on, in memory: large enough for a run, and small at once when it is to be full. */
const diskSize = '4g'

/** Puts a disk of its own under a folder; false where that takes rights that we don't have. */
export function mountDisk(folder: string): boolean {
  return isDone('mount', ['-t', 'tmpfs', '-o', `size=${diskSize},mode=755`, 'tmpfs', folder])
}

/** Also while somebody who was killed still holds it. */
export function unmountDisk(folder: string): void {
  isDone('umount', ['-l', folder])
}

function isDone(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** `ownDisk`: whether `mountDisk` has put one under the folder that it was started in. */
export function breakPostgres(folder: string, { ownDisk }: { ownDisk: boolean }): BreakablePostgres {
  const cluster = join(folder, 'postgres')
  const found = () => {
    const server = running(cluster)
    if (server === null) throw new Error('PostgreSQL does not run')
    return server
  }
  const { port } = found()

  /** The server with everything that it has started. */
  const processes = (): number[] => {
    const { pid } = found()
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return [pid, ...children.trim().split(' ').map(Number).filter(Boolean)]
  }
  const tell = (pids: readonly number[], signal: NodeJS.Signals) => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal)
      } catch {
        // It ended by itself.
      }
    }
  }

  async function ask(...texts: string[]): Promise<void> {
    const { url } = await startPostgres(folder, { port })
    const client = new pg.Client({ connectionString: url('superuser', 'postgres') })
    client.on('error', () => {})
    await client.connect()
    try {
      for (const text of texts) await client.query(text)
    } finally {
      await client.end()
    }
  }

  /** Started where it does not run, and waited for where it recovers by itself. */
  async function serveAgain(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await ask('select 1')
      } catch (error) {
        if (tries === 100) throw error
        await sleep(100)
      }
    }
  }

  return {
    async end(how) {
      const pids = processes()
      tell(how === 'SIGKILL' ? pids : pids.slice(0, 1), how)
      while (pids.some((pid) => !['', 'Z'].includes(processState(pid)))) await sleep(20)
      await serveAgain()
    },
    async standStill(ms) {
      const pids = processes()
      tell(pids, 'SIGSTOP')
      await sleep(ms)
      tell(pids, 'SIGCONT')
      await serveAgain()
    },
    async slowDisk(ms) {
      await ask('alter system set commit_delay = 100000', 'alter system set commit_siblings = 0', 'select pg_reload_conf()')
      await sleep(ms)
      await ask('alter system reset all', 'select pg_reload_conf()')
    },
    fullDisk: ownDisk
      ? async (ms) => {
          const resize = (size: string) => isDone('mount', ['-o', `remount,size=${size}`, folder])
          // What is written meanwhile makes it larger than it was a moment ago.
          for (let tries = 0; ; tries++) {
            const { blocks, bfree, bsize } = statfsSync(folder)
            if (resize(String((blocks - bfree + 16) * bsize))) break
            if (tries === 50) throw new Error('the disk can not be made small')
          }
          await sleep(ms)
          if (!resize(diskSize)) throw new Error('the disk stays full')
          await serveAgain()
        }
      : null,
  }
}
