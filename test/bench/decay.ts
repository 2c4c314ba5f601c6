import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import { detectDecay } from '@swarm/jobs/decay/detect-decay'
import pg from 'pg'
import { databaseCpuMs, writtenMs } from './cost.ts'
import { figuresOf } from './figures.ts'
import { keptFolder, startKept } from './kept.ts'
import { fewLeads, manyLeads } from './leads-data.ts'
import { middle, printRow } from './rows.ts'

/**
 * 1,000,000 leads of which 600,000 were silent for too long, in batches, against one bare update with its history; each on a copy of the same
 * data: `npm run bench -- decay --rounds 3`; one round may take a quarter of an hour. With `--few` on 10,000 leads.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1' }, few: { type: 'boolean', default: false } } })

/** The bare statement that the same moves would be, with its history rows. */
const statement = `
  with changed as (
    update lead set status = case status when 'SENT' then 'GHOSTED' when 'OPENED' then 'STALLED' else 'REVIVAL_CANDIDATE' end::lead_status, version = version + 1, updated_at = business_now()
    where last_activity_at < business_now() - interval '30 days' and status in ('SENT', 'OPENED', 'GHOSTED', 'STALLED') returning id, status)
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
  select uuid_v7(business_now()), id, business_now(), 'status', 'clock', 'Status: ' || status, jsonb_build_object('to', status, 'reason', 'silence') from changed`

/** Somebody else who changes one of these leads every few milliseconds: how long each change took. */
async function lookAround(url: string, over: AbortSignal): Promise<number[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' })
  await client.connect()
  const { rows } = await client.query<{ id: string }>('select id from lead tablesample system (1) limit 2000')
  const took: number[] = []
  while (!over.aborted) {
    const began = performance.now()
    await client.query('update lead set intent = intent where id = $1', [rows[took.length % rows.length]?.id])
    took.push(performance.now() - began)
    await sleep(10)
  }
  await client.end()
  return took
}

const server = await startKept()
try {
  /** How many leads a second it moves, what that cost, and what others waited meanwhile where they are asked. */
  const measure = async (isWatched: boolean, work: (writer: ReturnType<typeof createWriter>) => Promise<unknown>) => {
    const { urls, drop } = await server.copy(values.few ? fewLeads : manyLeads)
    const writer = createWriter({
      url: urls.superuser,
      name: 'bench',
      maxConnections: 2,
      statementTimeoutMs: 600_000,
      onConnectionError: () => {},
    })
    try {
      await writer.pool.query('checkpoint')
      const over = new AbortController()
      const others = isWatched ? lookAround(urls.superuser, over.signal) : Promise.resolve([])
      const before = databaseCpuMs(keptFolder)
      const began = performance.now()
      await work(writer)
      const seconds = (performance.now() - began) / 1000
      const cpu = databaseCpuMs(keptFolder) - before
      over.abort()
      const waited = await others
      const { rows } = await writer.pool.query<{ moved: number }>(`select count(*)::int as moved from timeline_entry where kind = 'status'`)
      const moved = rows[0]?.moved ?? 0
      process.stdout.write(`  ${moved} moved in ${seconds.toFixed(1)} s, ${writtenMs(cpu)} CPU of the database\n`)
      return { moved, perSecond: moved / seconds, cpu: cpu / moved, waited }
    } finally {
      await writer.end()
      await drop()
    }
  }
  const clock = { kind: 'system', name: 'clock' } as const
  const ours = (writer: ReturnType<typeof createWriter>) => detectDecay(writer, clock, { dryRun: false })
  const bare: Awaited<ReturnType<typeof measure>>[] = []
  const alone: Awaited<ReturnType<typeof measure>>[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    bare.push(await measure(false, (writer) => writer.pool.query(statement)))
    // In the last round somebody else changes leads one by one meanwhile.
    alone.push(await measure(round === Number(values.rounds) - 1, ours))
  }
  const waited = alone.at(-1)?.waited ?? []
  process.stdout.write(`  ${figuresOf('what somebody else waited', waited)}\n`)
  const longest = Math.max(...waited)
  const [moved, expected] = [alone[0]?.moved ?? 0, bare[0]?.moved ?? 0]
  const isGood = printRow({
    row: 'decay',
    unit: 'leads a second',
    ours: alone.map(({ perSecond }) => perSecond),
    reference: bare.map(({ perSecond }) => perSecond),
    // 1.3 times as long at most.
    goal: 1 / 1.3,
    also: [
      { what: 'moved, by both', value: `${moved} and ${expected}`, isGood: moved === expected && moved > 0 },
      { what: 'longest that anybody else waited (goal < 100 ms)', value: `${longest.toFixed(1)} ms`, isGood: longest < 100 },
    ],
    cost: [
      {
        what: 'CPU of the database for a lead',
        value: `${writtenMs(middle(alone.map(({ cpu }) => cpu)))}, bare ${writtenMs(middle(bare.map(({ cpu }) => cpu)))}`,
      },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  await server.stop()
}
