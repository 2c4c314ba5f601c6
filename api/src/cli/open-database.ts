import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '@swarm/db/embedded/postgres-server'
import { createReader, type Reader } from '@swarm/db/read'

export type OpenDatabase = { reader: Reader; close(): Promise<void> }

/**
 * The database for reading: the one of `url`, else the embedded one of `dataFolder`, which is started for as long as it is needed when nobody
 * runs it. Throws when there is neither.
 */
export async function openDatabase(url: string | null, dataFolder: string): Promise<OpenDatabase> {
  const open = (address: string) =>
    createReader({ url: address, name: 'swarm', maxConnections: 2, deadlineMs: 120_000, onConnectionError: () => {} })
  if (url !== null) {
    const reader = open(url)
    return { reader, close: () => reader.end() }
  }
  if (!existsSync(join(dataFolder, 'postgres'))) throw new Error(`There is no database in ${dataFolder}. Name one with DATABASE_URL.`)
  const server = await startPostgres(dataFolder)
  const reader = open(server.url('swarm_read', 'swarm'))
  return {
    reader,
    async close() {
      await reader.end()
      if (!server.wasRunning) await server.stop()
    },
  }
}
