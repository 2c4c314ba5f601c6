import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { borrowPostgres } from '@swarm/db/embedded/borrow-postgres'
import { createReader, type Reader } from '@swarm/db/read'
import { createWriter, type Writer } from '@swarm/db/write'

export type OpenDatabase = { reader: Reader; close(): Promise<void> }

/** Where a database is: at `url`, through a pooler in transaction mode where `isPooled`; else the embedded one of `dataFolder`. */
export type DatabasePlace = { url: string | null; isPooled: boolean; dataFolder: string }

/** For reading. The embedded one is started for as long as it is needed when nobody runs it. Throws when there is neither. */
export async function openDatabase({ url, isPooled, dataFolder }: DatabasePlace): Promise<OpenDatabase> {
  const { address, release } = await reach(url, dataFolder, 'swarm_read')
  const reader = createReader({
    url: address,
    name: 'swarm',
    maxConnections: 2,
    deadlineMs: 120_000,
    isPooled: isPooled && url !== null,
    onConnectionError: () => {},
  })
  return {
    reader,
    async close() {
      await reader.end()
      await release()
    },
  }
}

/** The same for writing, with the credentials of the API. */
export async function openDatabaseForWriting({
  url,
  isPooled,
  dataFolder,
}: DatabasePlace): Promise<{ writer: Writer; close(): Promise<void> }> {
  const { address, release } = await reach(url, dataFolder, 'swarm_api')
  const writer = createWriter({
    url: address,
    name: 'swarm',
    maxConnections: 1,
    isPooled: isPooled && url !== null,
    onConnectionError: () => {},
  })
  return {
    writer,
    async close() {
      await writer.end()
      await release()
    },
  }
}

async function reach(
  url: string | null,
  dataFolder: string,
  role: 'swarm_read' | 'swarm_api',
): Promise<{ address: string; release(): Promise<void> }> {
  if (url !== null) return { address: url, release: async () => {} }
  if (!existsSync(join(dataFolder, 'postgres'))) throw new Error(`There is no database in ${dataFolder}. Name one with DATABASE_URL.`)
  const { server, giveBack } = await borrowPostgres(dataFolder)
  return { address: server.url(role, 'swarm'), release: giveBack }
}
