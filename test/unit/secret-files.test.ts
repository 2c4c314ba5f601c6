import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiEnvironment } from '@swarm/api/env'
import { supervisorEnvironment } from '@swarm/api/supervisor/supervisor-environment'
import { readEnvironment } from '@swarm/jobs/env'
import { runnerEnvironment } from '@swarm/jobs/runner-environment'
import { isSecretName, withoutFilesOf } from '@swarm/jobs/secret-files'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
const fileOf = (name: string, text: string) => {
  writeFileSync(join(folder, name), text, { mode: 0o400 })
  return join(folder, name)
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'swarm-secrets-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const shape = { ...supervisorEnvironment, ...apiEnvironment, ...runnerEnvironment }

test('every variable that is a secret may stand in a file, and nothing else may', () => {
  const others = Object.keys(shape).filter((name) => !isSecretName(name))
  expect(others.filter((name) => /SECRET|PASSWORD|TOKEN|_KEY|DATABASE_\w*URL/.test(name))).toEqual([])
  expect(['PORT', 'PUBLIC_URL', 'APOLLO_BASE_URL', 'MODE'].filter(isSecretName)).toEqual([])
  expect(Object.keys(shape).filter(isSecretName)).toEqual(
    expect.arrayContaining(['SESSION_SECRET', 'SESSION_SECRET_BEFORE', 'ADMIN_SECRET', 'DATABASE_URL', 'GHL_API_KEY', 'CLAY_TABLE_TOKEN']),
  )
})

test('a file counts like the value, without the line break at its end', () => {
  const session = 'a session secret of forty signs or more, '
  const env = readEnvironment(apiEnvironment, {
    MODE: 'sandbox',
    DATABASE_URL_FILE: fileOf('database', 'postgres://swarm_api:p@127.0.0.1/swarm\n'),
    SESSION_SECRET_FILE: fileOf('session', `${session}\n`),
  })
  expect([env.DATABASE_URL, env.SESSION_SECRET]).toEqual(['postgres://swarm_api:p@127.0.0.1/swarm', session])
})

test('a lost file, a weak secret in one, and one beside the value stop the start, by name and without the secret', () => {
  const weak = 'weak-canary'
  const read = () =>
    readEnvironment(apiEnvironment, {
      MODE: 'sandbox',
      DATABASE_URL: 'postgres://swarm_api:p@127.0.0.1/swarm',
      DATABASE_URL_FILE: fileOf('database', 'postgres://other-canary'),
      SESSION_SECRET_FILE: fileOf('weak', weak),
      CLAY_API_KEY_FILE: join(folder, 'nowhere'),
    })
  expect(read).toThrow(/SESSION_SECRET: at least 32 characters; found a value that is not shown/)
  expect(read).toThrow(/DATABASE_URL_FILE: DATABASE_URL is set as well; set one of the two/)
  expect(read).toThrow(/CLAY_API_KEY_FILE: there is no file "[^"]+nowhere" that can be read/)
  expect(read).not.toThrow(/canary/)
})

test('what `npm start` gives its processes is not contradicted by a file that it read itself', () => {
  const inherited = { SESSION_SECRET_FILE: '/s', GHL_API_KEY_FILE: '/g', PATH: '/bin' }
  expect(withoutFilesOf(inherited, { SESSION_SECRET: 'x' })).toEqual({ GHL_API_KEY_FILE: '/g', PATH: '/bin' })
})
