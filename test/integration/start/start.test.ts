import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { isMadeSecret } from '@swarm/api/auth/secrets'
import { afterAll, afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { passingFolder } from '../../harness/passing-folder.ts'
import { type Running, root, runProcess } from '../../harness/run-process.ts'
import { processesOf } from './processes-of.ts'

const folders: string[] = []
const started: Running[] = []
const newFolder = () => {
  const folder = passingFolder('alpha swarm ')
  folders.push(folder)
  return folder
}
/** `npm start` without npm: a process group of its own, as a terminal makes one. */
const start = (folder: string, more: Record<string, string> = {}, entry = 'api/bin/start.mjs') => {
  const running = runProcess(entry, { DATA_DIR: folder, PORT: '0', ...more }, { detached: true })
  started.push(running)
  return running
}
const welcome = /Open {4}(http:\S+)[\s\S]*Logs are in/
/** Ctrl-C reaches the whole group. */
const controlC = (running: Running) => process.kill(-(running.child.pid ?? 0), 'SIGINT')

afterEach(() => {
  for (const running of started.splice(0)) if (running.child.exitCode === null) running.child.kill('SIGTERM')
})
afterAll(() => {
  for (const folder of folders) {
    for (const [pid] of processesOf(folder)) process.kill(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

async function signIn(url: string, secret: string): Promise<(query: string) => Promise<unknown>> {
  const signedIn = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'admin', secret }),
  })
  expect(signedIn.status).toBe(204)
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  return async (query) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1', origin: url, cookie },
      body: JSON.stringify({ query }),
    })
    return answer.json()
  }
}

const reports = z.object({
  data: z.object({ health: z.object({ processes: z.array(z.object({ kind: z.string(), seenAt: z.string() })) }) }),
})
/** As for want of memory: at once, and nobody is told. */
const endDatabase = (folder: string) =>
  process.kill(Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0]), 'SIGKILL')

const isReady = async (url: string) => (await fetch(`${url}/health/ready`)).status

test('one command starts all of it, tells where and as whom to sign in, survives the death of itself and of its database, goes on where it was, and stops without a trace', {
  timeout: 180_000,
}, async () => {
  const folder = newFolder()
  const first = start(folder)
  const [text, url = ''] = await first.says(welcome)
  expect(text).toContain('Name    admin')
  const secret = /Secret {2}(\S+) /.exec(text)?.[1] ?? ''
  expect(isMadeSecret(secret)).toBe(true)
  for (const name of ['secrets.json', 'database-secrets.json']) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600)
  await expect.poll(() => isReady(url)).toBe(200)
  const ask = await signIn(url, secret)
  await ask('mutation { setEmergencyStop(input: { active: true, reason: "Kept over a kill" }) { __typename } }')

  // The same folder twice would be two systems on one database; the port of another is said in one line.
  const [twice, sameDoor] = [start(folder), start(newFolder(), { PORT: new URL(url).port })]
  expect(await Promise.all([twice.ended, sameDoor.ended])).toEqual([1, 1])
  expect(twice.output()).toMatch(
    /^Alpha Swarm already runs on .+ \(process \d+\)\. Stop it, or choose another DATA_DIR and PORT for a second copy\.\n$/,
  )
  expect(sameDoor.output()).toContain('EADDRINUSE')

  // The supervisor is killed: nobody is left to tell its children, and they stop by themselves. The database goes on and is found again.
  const supervisor = Number(readFileSync(join(folder, 'start.pid'), 'utf8'))
  process.kill(supervisor, 'SIGKILL')
  expect(await first.ended).toBe(128 + 9)
  const ours = () => [...processesOf(folder).values()].filter((command) => !command.includes('postgres'))
  await expect.poll(ours).toEqual([])

  // What started it is killed: that is no other than being told to stop, and the database stops too.
  const second = start(folder)
  const [again] = await second.says(welcome)
  expect(again).not.toContain(secret)
  expect(again).toContain('the one from the first start')
  process.kill(second.child.pid ?? 0, 'SIGKILL')
  await expect.poll(() => [...processesOf(folder).values()]).toEqual([])

  const third = start(folder)
  const [, nextUrl = ''] = await third.says(welcome)
  const askAgain = await signIn(nextUrl, secret)
  expect(await askAgain('{ safety { emergencyStop reason } viewer { scopes } }')).toMatchObject({
    data: { safety: { emergencyStop: true, reason: 'Kept over a kill' }, viewer: { scopes: ['read', 'review', 'operate', 'admin'] } },
  })

  // The database is killed: it comes back where it was, and both programs find it again without being started anew.
  endDatabase(folder)
  await third.says(/PostgreSQL ended; starting it again/)
  const endedAt = Date.now()
  const reported = async () => {
    const answer = reports.safeParse(await askAgain('{ health { processes { kind seenAt } } }').catch(() => null))
    return answer.data?.data.health.processes.filter(({ seenAt }) => Date.parse(seenAt) > endedAt).map(({ kind }) => kind)
  }
  await expect.poll(async () => (await reported())?.sort(), { timeout: 60_000 }).toEqual(['api', 'jobs'])
  await expect.poll(() => isReady(nextUrl)).toBe(200)
  expect((await fetch(nextUrl)).status).toBe(200)
  expect(third.output().match(/starting it again/g)).toHaveLength(1)

  // Told to stop while it is away: nothing of it comes back afterwards.
  endDatabase(folder)
  controlC(third)
  expect(await third.ended).toBe(0)
  expect(third.output()).toContain('Stopped.')
  await expect.poll(() => [...processesOf(folder).values()]).toEqual([])
})

test('for whoever changes it, pages come from their sources, and what has changed starts again', { timeout: 120_000 }, async () => {
  const folder = newFolder()
  const running = start(folder, {}, 'api/bin/dev.mjs')
  const [text, url = ''] = await running.says(welcome)
  expect(await (await fetch(url)).text()).toContain('/@vite/client')
  const ask = await signIn(url, /Secret {2}(\S+) /.exec(text)?.[1] ?? '')
  expect(await ask('{ viewer { name } }')).toMatchObject({ data: { viewer: { name: 'admin' } } })
  utimesSync(join(root, 'test/sandbox/main.ts'), new Date(), new Date())
  await running.says(/sandbox ended with 0; starting it again/)
  controlC(running)
  expect(await running.ended).toBe(0)
  await expect.poll(() => [...processesOf(folder).values()]).toEqual([])
})

test('every mistake in the environment is told at once, by name, with what was found and what is allowed; secrets are not repeated', async () => {
  const running = start(newFolder(), {
    PORT: 'door',
    MODE: 'live',
    EMERGENCY_STOP: 'yes',
    SESSION_SECRET: 'short-secret',
    DATABASE_URL: 'nowhere',
    CORS_ALLOWED_ORIGINS: 'desk.example',
  })
  expect(await running.ended).toBe(1)
  const output = running.output()
  for (const name of ['PORT', 'MODE', 'EMERGENCY_STOP', 'SESSION_SECRET', 'DATABASE_URL', 'CORS_ALLOWED_ORIGINS'])
    expect(output).toMatch(new RegExp(`^  ${name}`, 'm'))
  expect(output).toContain('found "door"')
  expect(output).not.toContain('short-secret')
  expect(output).not.toContain('    at ')
})
