import { apiEnvironment } from '@swarm/api/env'
import { supervisorEnvironment } from '@swarm/api/supervisor/supervisor-environment'
import { ModeMismatchError } from '@swarm/db/migrate'
import { EnvironmentError, readEnvironment } from '@swarm/jobs/env'
import { runnerEnvironment, runnerValues } from '@swarm/jobs/runner-environment'
import { startFailure } from '@swarm/jobs/start-failure'
import { expect, test } from 'vitest'

const withCode = (message: string, code: string) => Object.assign(new Error(message), { code })

test('what somebody can mend from outside is told in one line, and a fault of ours with where it was', () => {
  const refused = withCode('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED')
  const told: [Error, string][] = [
    [new EnvironmentError('The environment is not right:'), 'The environment is not right:'],
    [new ModeMismatchError('This database was born as sandbox.'), 'This database was born as sandbox.'],
    [refused, refused.message],
    [withCode('password authentication failed for user "swarm_api"', '28P01'), 'password authentication failed for user "swarm_api"'],
    [withCode('permission denied for database "swarm"', '42501'), 'permission denied for database "swarm"'],
    [withCode('could not extend file: No space left on device', '53100'), 'could not extend file: No space left on device'],
  ]
  for (const [error, words] of told) expect(startFailure(error)).toBe(words)
  for (const fault of [new TypeError('x is undefined'), withCode('syntax error at or near "selct"', '42601')])
    expect(startFailure(fault)).toBe(fault.stack)
})

const right = {
  MODE: 'production',
  DATABASE_URL: 'postgres://swarm_jobs:once@10.0.0.5:5000/swarm',
  SESSION_SECRET: 'a session secret for tests, long enough',
}

test('a queue that is not there, a name server without an address and another database than PostgreSQL are refused by name', () => {
  const wrong = { ...right, QUEUES: 'test-providers, sweep-sendz', DNS_SERVERS: 'nameserver', DATABASE_URL: 'mysql://root:once@db/swarm' }
  const reading = () => readEnvironment(runnerEnvironment, wrong)
  expect(reading).toThrow('  QUEUES: no queue is called "sweep-sendz"; found "test-providers, sweep-sendz"')
  expect(reading).toThrow('  DNS_SERVERS: addresses by comma, as 1.2.3.4:53; found "nameserver"')
  expect(reading).toThrow('  DATABASE_URL: an address as postgres://user:password@host:5432/database; found a value that is not shown')
  expect(readEnvironment(runnerEnvironment, { ...right, QUEUES: 'test-providers, ', DNS_SERVERS: '1.2.3.4, [::1]:53' })).toMatchObject({
    QUEUES: ['test-providers'],
    DNS_SERVERS: ['1.2.3.4', '[::1]:53'],
  })
})

test('what the runner or the API will refuse is refused by `npm start` itself, by name, before anything begins', () => {
  const wrong = { QUEUES: 'sweep-sendz', DNS_SERVERS: 'nameserver', TRUSTED_PROXIES: 'nowhere' }
  const reading = () => readEnvironment(supervisorEnvironment, wrong)
  for (const name of Object.keys(wrong)) expect(reading).toThrow(`  ${name}: `)
  // What it makes itself where nobody says it.
  const { PUBLIC_URL, SESSION_SECRET, DATABASE_URL, MODE } = readEnvironment(supervisorEnvironment, {})
  expect([PUBLIC_URL, SESSION_SECRET, DATABASE_URL, MODE]).toEqual([undefined, undefined, undefined, undefined])
})

test('what is missing is told with what is allowed, and an entry of a list by the name of its variable', () => {
  expect(() => readEnvironment(apiEnvironment, { CORS_ALLOWED_ORIGINS: 'https://desk.example,desk.example' })).toThrow(
    [
      'The environment is not right:',
      '  DATABASE_URL: an address as postgres://user:password@host:5432/database; found nothing',
      '  MODE: Invalid option: expected one of "sandbox"|"production"; found nothing',
      '  SESSION_SECRET: at least 32 characters; found nothing',
      '  CORS_ALLOWED_ORIGINS: Invalid URL; found "https://desk.example,desk.example"',
    ].join('\n'),
  )
})

test('a runner is dedicated by an option as by its environment, and an option that it does not take is told in a line', () => {
  expect(readEnvironment(runnerEnvironment, runnerValues(['--queues', 'test-providers'], right)).QUEUES).toEqual(['test-providers'])
  expect(readEnvironment(runnerEnvironment, runnerValues([], { ...right, QUEUES: 'test-providers' })).QUEUES).toEqual(['test-providers'])
  let told = ''
  try {
    runnerValues(['--queue', 'test-providers'], right)
  } catch (error) {
    told = startFailure(error)
  }
  expect(told).toBe("Unknown option '--queue'")
})
