import { randomBytes } from 'node:crypto'
import { createDatabase } from '@swarm/db/embedded/create-database'
import { startPostgres } from '@swarm/db/embedded/postgres-server'
import { prepareDatabase } from '@swarm/jobs/prepare-database'
import type { TestDatabase } from './database.ts'

/** A PostgreSQL for a program of its own, outside of the test suites, with a fresh migrated database for each run. Without `isDurable` it waits for no disk. */
export async function startTestPostgres(
  folder: string,
  { isDurable = false }: { isDurable?: boolean } = {},
): Promise<{ clone(): Promise<TestDatabase>; stop(): Promise<void> }> {
  const server = await startPostgres(folder, { forTests: !isDurable })
  return {
    async clone() {
      const name = `faults_${randomBytes(6).toString('hex')}`
      await createDatabase(server, name)
      await prepareDatabase(server.url('swarm_migrate', name), 'sandbox')
      const url = (role: Parameters<typeof server.url>[0]) => server.url(role, name)
      return {
        urls: {
          migrate: url('swarm_migrate'),
          api: url('swarm_api'),
          jobs: url('swarm_jobs'),
          read: url('swarm_read'),
          superuser: url('superuser'),
        },
        // The whole server goes when the program ends.
        drop: async () => {},
      }
    },
    stop: () => server.stop(),
  }
}
