import { resolve } from 'node:path'
import { resetSecret } from '@swarm/jobs/access/reset-secret'
import { readEnvironment, sharedEnvironment } from '@swarm/jobs/env'
import { firstAdminName } from '../auth/first-admin.ts'
import { hashSecret, newToken } from '../auth/secrets.ts'
import { keepAdminSecret } from '../supervisor/secrets-file.ts'
import { type Command, exitCodes, textOption } from './command.ts'
import { openDatabaseForWriting } from './open-database.ts'
import { asciiJson } from './plain-ascii.ts'

const { DATABASE_URL, DATABASE_POOLED, DATA_DIR } = sharedEnvironment
const environment = { DATABASE_URL: DATABASE_URL.optional(), DATABASE_POOLED, DATA_DIR }

export const adminReset: Command = {
  name: 'admin reset',
  summary:
    'On the host: gives a person another secret when theirs is lost, ends their sessions, and lets a locked name in again. It lets them in for 7 days; they put their own in its place.',
  options: {
    name: { type: 'string', value: 'NAME', description: `Whose. Default: ${firstAdminName}.` },
    'second-factor': { type: 'boolean', description: 'Takes their second factor away too, because it is lost.' },
  },
  async run(options, surroundings) {
    const env = readEnvironment(environment, surroundings.environment)
    const name = textOption(options, 'name') ?? firstAdminName
    const secret = newToken()
    const dataFolder = resolve(surroundings.root, env.DATA_DIR)
    const database = await openDatabaseForWriting({ url: env.DATABASE_URL ?? null, isPooled: env.DATABASE_POOLED, dataFolder })
    try {
      await resetSecret(
        database.writer,
        { kind: 'system', name: 'swarm admin reset' },
        { name, secretHash: await hashSecret(secret), withFactor: options['second-factor'] === true },
      )
    } finally {
      await database.close()
    }
    if (name === firstAdminName) keepAdminSecret(dataFolder, secret)
    surroundings.print(options.json === true ? asciiJson({ name, secret }) : `Name    ${name}\nSecret  ${secret}   (shown this once)`)
    return exitCodes.good
  },
}
