import { createWriter } from '@swarm/db/write'
import { readEnvironment, sharedEnvironment } from '@swarm/jobs/env'
import { prepareDatabase } from '@swarm/jobs/prepare-database'
import { z } from 'zod'
import { ensureFirstAdmin, firstAdminName } from '../auth/first-admin.ts'
import { type Command, exitCodes } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

const { DATABASE_URL, DATABASE_MIGRATE_URL, MODE } = sharedEnvironment
const environment = {
  DATABASE_URL,
  DATABASE_MIGRATE_URL,
  MODE,
  ADMIN_SECRET: z.string().min(12, 'at least 12 characters').optional(),
}

export const migrateDatabase: Command = {
  name: 'migrate',
  summary: 'Where each process runs by itself: brings the database to this version, and makes the first admin with ADMIN_SECRET.',
  options: {},
  async run(options, surroundings) {
    const env = readEnvironment(environment, surroundings.environment)
    const url = env.DATABASE_MIGRATE_URL ?? env.DATABASE_URL
    await prepareDatabase(url, env.MODE)
    const isAdminMade = env.ADMIN_SECRET !== undefined && (await makeFirstAdmin(url, env.ADMIN_SECRET))
    surroundings.print(
      options.json === true
        ? asciiJson({ migrated: true, isAdminMade })
        : `The database is at this version.${isAdminMade ? ` ${firstAdminName} signs in with ADMIN_SECRET.` : ''}`,
    )
    return exitCodes.good
  },
}

async function makeFirstAdmin(url: string, secret: string): Promise<boolean> {
  const writer = createWriter({ url, name: 'migrate', maxConnections: 1, onConnectionError: () => {} })
  try {
    return await ensureFirstAdmin(writer, secret)
  } finally {
    await writer.end()
  }
}
