import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type PostgresServer, running, startPostgres } from '@swarm/db/embedded/postgres-server'

/** How often it is looked whether it lives. After a start that failed the next look comes twice as late, up to half a minute. */
const firstPauseMs = 500

/**
 * Starts the embedded PostgreSQL, or takes over the one that still runs there, and keeps it running at the same address: killed, for example
 * because memory ran out, it is started again and recovers. `onEnd` is told of each end once. Throws when it can't start at all.
 */
export async function keepPostgres(dataFolder: string, onEnd: () => void): Promise<PostgresServer> {
  const server = await startPostgres(dataFolder)
  const cluster = join(dataFolder, 'postgres')
  const stopping = new AbortController()

  async function watch(): Promise<void> {
    for (let pauseMs = firstPauseMs; ; ) {
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      // A folder that was taken away is not made anew: what stood in it is gone.
      if (running(cluster) !== null || !existsSync(cluster)) pauseMs = firstPauseMs
      else {
        if (pauseMs === firstPauseMs) onEnd()
        // Its log says why it could not start: as a rule some of its processes have not ended yet.
        pauseMs = await startPostgres(dataFolder, { port: server.port }).then(
          () => firstPauseMs,
          () => Math.min(pauseMs * 2, 30_000),
        )
      }
    }
  }
  const watching = watch()

  return {
    ...server,
    async stop() {
      stopping.abort()
      // A recovery that is under way ends with the first, what was only about to start with the second.
      await server.stop()
      await watching
      await server.stop()
    },
  }
}
