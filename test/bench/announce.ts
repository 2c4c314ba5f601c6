import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import * as make from '../harness/make.ts'
import { startApiProcess } from '../harness/served.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { databaseCpuMs, writtenMs } from './cost.ts'
import { middle, printRow } from './rows.ts'

/**
 * Small commits that announce a change against the same commits without, 32 connections, while an API process listens:
 * `npm run bench -- announce --seconds 4 --rounds 3`. Beside them, for comparison: NOTIFY in every commit.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } } })
const connections = 32
const leads = 64

const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
const server = await startTestPostgres(folder, { isDurable: true })
const database = await server.clone()
const writer = createWriter({ url: database.urls.jobs, name: 'bench', maxConnections: connections, onConnectionError: () => {} })
const ids: string[] = []
for (let made = 0; made < leads; made++) ids.push((await make.lead(writer)).id)
const api = await startApiProcess(database)

const change = 'update lead set intent = $2 where id = $1 returning id'
const ways = {
  announced: {
    name: 'announced',
    text: `with changed as (${change}) select announce('lead', array(select id from changed))`,
    isPoked: true,
  },
  bare: { name: 'bare', text: `with changed as (${change}) select id from changed`, isPoked: false },
  notified: { name: 'notified', text: `with changed as (${change}) select pg_notify('bench', id::text) from changed`, isPoked: false },
}

async function round(
  { name, text, isPoked }: (typeof ways)[keyof typeof ways],
  milliseconds: number,
): Promise<{ perSecond: number; cpu: number }> {
  let commits = 0
  const before = databaseCpuMs(folder)
  const began = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      while (performance.now() - began < milliseconds) {
        // Each connection has leads of its own: nobody waits for another's row.
        const id = ids[connection + (commits % 2) * connections]
        await writer.pool.query({ name, text, values: [id, commits % 20] })
        if (isPoked) writer.poke()
        commits++
      }
    }),
  )
  return { perSecond: commits / ((performance.now() - began) / 1000), cpu: (databaseCpuMs(folder) - before) / commits }
}

try {
  const all = async (milliseconds: number) => ({
    announced: await round(ways.announced, milliseconds),
    bare: await round(ways.bare, milliseconds),
    notified: await round(ways.notified, milliseconds),
  })
  await all(1_000)
  const rounds: Awaited<ReturnType<typeof all>>[] = []
  for (let at = 0; at < Number(values.rounds); at++) rounds.push(await all(Number(values.seconds) * 1000))
  const rates = (which: keyof typeof ways) => rounds.map((one) => one[which].perSecond)
  const cpu = (which: keyof typeof ways) => writtenMs(middle(rounds.map((one) => one[which].cpu)))
  const isGood = printRow({
    row: 'announce',
    unit: 'commits a second',
    ours: rates('announced'),
    reference: rates('bare'),
    goal: 0.85,
    cost: [
      { what: 'CPU of the database for a commit', value: `${cpu('announced')}, without announcing ${cpu('bare')}` },
      {
        what: 'NOTIFY in every commit instead',
        value: `${(middle(rates('notified')) / middle(rates('bare'))).toFixed(2)} of the bare commits`,
      },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  await api.stop()
  await writer.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
