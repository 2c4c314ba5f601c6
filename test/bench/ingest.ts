import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import pg from 'pg'
import { type Served, startApiProcess, startServed } from '../harness/served.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { payload } from '../integration/signals/sent-leads.ts'
import { cpuMs, databaseCpuMs, peakMb, writtenMs } from './cost.ts'
import { type Hammered, hammer } from './hammer.ts'
import { middle, printRow } from './rows.ts'

const secret = 'a webhook secret for a benchmark'

/**
 * Webhooks stored and answered, 64 connections: ours against a bare program with the same group commit, and against one commit for each.
 * `npm run bench -- ingest --seconds 4 --rounds 3`.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } } })
const milliseconds = Number(values.seconds) * 1000
const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
const postgres = await startTestPostgres(folder, { isDurable: true })
const database = await postgres.clone()
const pool = new pg.Pool({ connectionString: database.urls.superuser, max: 2 })

const bare = (grouped: boolean) =>
  startServed('test/bench/bare-ingest.ts', { DATABASE_URL: database.urls.superuser, HOOK_SECRET: secret, GROUPED: String(grouped) })
const api = await startApiProcess(database, { INSTANTLY_WEBHOOK_SECRET: secret })
const grouped = await bare(true)
const single = await bare(false)

const campaignId = randomUUID()
let count = 0
const body = () => JSON.stringify(payload('email_opened', { email: `p${++count}@bench.example`, campaignId }))
type Measured = Hammered & { own: number; database: number }

/** One way of taking webhooks for so long, and what each cost its process and the database, in milliseconds. */
async function round({ victim, host, port }: Served, path: string, headers: Record<string, string>): Promise<Measured> {
  const before = { own: cpuMs(victim.pid), database: databaseCpuMs(folder) }
  const hammered = await hammer({ host, port, path, headers }, { connections: 64, milliseconds, body })
  const each = (spent: number) => spent / hammered.answered
  return { ...hammered, own: each(cpuMs(victim.pid) - before.own), database: each(databaseCpuMs(folder) - before.database) }
}

try {
  const ours = () => round(api, '/webhooks/instantly', { [hookSecretHeader]: secret })
  const reference = () => round(grouped, '/', { 'x-signature': '0'.repeat(64) })
  const each = () => round(single, '/', { 'x-signature': '0'.repeat(64) })
  // Once without counting: caches, plans and compiled code.
  for (const warm of [ours, reference, each]) await warm()
  const figures: { ours: Measured; reference: Measured; each: Measured }[] = []
  const { rows: before } = await pool.query<{ count: number }>('select count(*)::int as count from delivery where not is_duplicate')
  for (let at = 0; at < Number(values.rounds); at++) figures.push({ ours: await ours(), reference: await reference(), each: await each() })
  const { rows: after } = await pool.query<{ count: number }>('select count(*)::int as count from delivery where not is_duplicate')
  const answered = figures.reduce((sum, one) => sum + one.ours.answered, 0)
  // The last request of each connection may be kept though nobody waited for its answer.
  const kept = (after[0]?.count ?? 0) - (before[0]?.count ?? 0)
  const p99 = middle(figures.map((one) => one.ours.p99Ms))
  const single2 = middle(figures.map((one) => one.ours.perSecond)) / middle(figures.map((one) => one.each.perSecond))
  const isGood = printRow({
    row: 'ingest',
    unit: 'a second',
    ours: figures.map((one) => one.ours.perSecond),
    reference: figures.map((one) => one.reference.perSecond),
    goal: 0.65,
    also: [
      { what: 'against one commit for each (goal 2)', value: single2.toFixed(2), isGood: single2 >= 2 },
      {
        what: 'p99 (goal < 50 ms)',
        value: `${p99.toFixed(1)} ms, reference ${middle(figures.map((one) => one.reference.p99Ms)).toFixed(1)} ms`,
        isGood: p99 < 50,
      },
      { what: 'answered and kept', value: `${answered} and ${kept}`, isGood: kept >= answered },
      {
        what: 'most memory of the API (goal < 400 MB)',
        value: `${Math.round(peakMb(api.victim.pid))} MB`,
        isGood: peakMb(api.victim.pid) < 400,
      },
    ],
    cost: (['ours', 'reference'] as const).map((which) => ({
      what: which === 'ours' ? 'CPU of a webhook' : 'CPU of the reference’s webhook',
      value: `${writtenMs(middle(figures.map((one) => one[which].own)))} of the process, ${writtenMs(middle(figures.map((one) => one[which].database)))} of the database`,
    })),
  })
  if (!isGood) process.exitCode = 1
} finally {
  await Promise.all([api, grouped, single].map(({ stop }) => stop()))
  await pool.end()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
