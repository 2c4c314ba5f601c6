import { readFileSync } from 'node:fs'
import { apiEnvironment } from '@swarm/api/env'
import { supervisorEnvironment } from '@swarm/api/supervisor/supervisor-environment'
import { runnerEnvironment } from '@swarm/jobs/runner-environment'
import { expect, test } from 'vitest'
import type { z } from 'zod'

const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n')
const named = lines.flatMap((line, i) => {
  const match = /^# ([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)
  return match?.[1] === undefined ? [] : [{ name: match[1], value: match[2] ?? '', above: lines[i - 1] ?? '' }]
})
const shape: Record<string, z.ZodType> = { ...supervisorEnvironment, ...apiEnvironment, ...runnerEnvironment }

test('.env.example names every variable that a process reads, each once, and none that nobody reads', () => {
  expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(shape).sort())
})

test('each has its meaning above it, and nothing is set by copying the file', () => {
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
  expect(named.filter(({ above }) => !above.startsWith('# ')).map(({ name }) => name)).toEqual([])
})

test.each(named.filter(({ value }) => value !== ''))('the default of $name is what stands there', ({ name, value }) => {
  expect(shape[name]?.safeParse(value)).toEqual(shape[name]?.safeParse(undefined))
})

test('what stands there without a value has no default that a person should know', () => {
  const silent = named.filter(({ name, value }) => value === '' && shape[name]?.safeParse(undefined).data).map(({ name }) => name)
  // Lists that are empty, and this machine's own name.
  expect(silent.sort()).toEqual([
    'CORS_ALLOWED_ORIGINS',
    'DNS_SERVERS',
    'HOST_NAME',
    'PUBLIC_URL',
    'QUEUES',
    'TRUSTED_PROXIES',
    'UNSIGNED_ALLOWLIST',
  ])
})
