import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabase } from '@swarm/db/embedded/create-database'
import { startPostgres } from '@swarm/db/embedded/postgres-server'
import { prepareDatabase } from '@swarm/jobs/prepare-database'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { bundlePrograms } from './bundle-programs.ts'
import { passingFolder } from './passing-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the test run's PostgreSQL: its secrets, and a running server to connect to. */
    postgresFolder: string
  }
}

export const templateName = 'swarm_template'

/** One real PostgreSQL for the whole run, with a migrated template that each test file clones, and our programs in one file each. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = passingFolder('swarm-test-')
  // A run of several lanes has made them before. The workers get this environment.
  if (process.env['SWARM_BUNDLES'] === undefined) {
    const bundles = join(folder, 'bundles')
    await bundlePrograms(bundles)
    process.env['SWARM_BUNDLES'] = bundles
  }
  const server = await startPostgres(folder, { forTests: true })
  await createDatabase(server, templateName)
  await prepareDatabase(server.url('swarm_migrate', templateName), 'sandbox')
  await openAllAfterRamp(server.url('superuser', templateName))
  project.provide('postgresFolder', folder)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What ends the ramp in a test opens everything at once; the tests of the way up set its steps and its canary themselves. */
async function openAllAfterRamp(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(
      `update setting_version set document = jsonb_set(document, '{ramp}', document -> 'ramp' || '{"emailStepsAfter": [], "canaryDays": 0}') where section = 'dispatch'`,
    )
  } finally {
    await client.end()
  }
}
