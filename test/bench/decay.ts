import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import { detectDecay } from '@swarm/jobs/decay/detect-decay'
import pg from 'pg'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { figuresOf } from './figures.ts'
import { printRow } from './rows.ts'

const { values } = parseArgs({ options: { leads: { type: 'string', default: '1000000' } } })
const count = Number(values.leads)

/** Leads of which six in ten have been silent for too long. */
const fill = `
  insert into lead (id, email, person_key, full_name, source, status, tier, score, last_activity_at, created_at, updated_at)
  select uuid_v7(business_now()), 'p' || n || '@bench.example', 'p' || n || '@bench.example', 'P ' || n, 'bench',
    (array['SENT', 'SENT', 'OPENED', 'GHOSTED', 'STALLED', 'SENT', 'SENT', 'REPLIED', 'PENDING', 'OPENED'])[1 + n % 10]::lead_status, 'TIER_1', 80,
    case when n % 10 < 5 or n % 10 = 9 then business_now() - interval '40 days' else business_now() - interval '1 hour' end, business_now(), business_now()
  from generate_series(1, $1) n`

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

const folder = mkdtempSync(join(tmpdir(), 'swarm-decay-'))
const postgres = await startTestPostgres(folder)
try {
  /** How many leads a second it moves, and what others waited meanwhile where they are asked. */
  const measure = async (isWatched: boolean, work: (writer: ReturnType<typeof createWriter>) => Promise<unknown>) => {
    const { urls } = await postgres.clone()
    const writer = createWriter({
      url: urls.superuser,
      name: 'bench',
      maxConnections: 2,
      statementTimeoutMs: 600_000,
      onConnectionError: () => {},
    })
    await writer.pool.query(fill, [count])
    await writer.pool.query('vacuum analyze lead')
    await writer.pool.query('checkpoint')
    const over = new AbortController()
    const others = isWatched ? lookAround(urls.superuser, over.signal) : Promise.resolve([])
    const began = performance.now()
    await work(writer)
    const seconds = (performance.now() - began) / 1000
    over.abort()
    const waited = await others
    const { rows } = await writer.pool.query<{ moved: number }>(`select count(*)::int as moved from timeline_entry where kind = 'status'`)
    const moved = rows[0]?.moved ?? 0
    process.stdout.write(`  ${moved} moved in ${seconds.toFixed(1)} s\n`)
    await writer.end()
    return { moved, perSecond: moved / seconds, waited }
  }
  const clock = { kind: 'system', name: 'clock' } as const
  process.stdout.write(`${count} leads, one bare update with its history\n`)
  const bare = await measure(false, (writer) => writer.pool.query(statement))
  process.stdout.write('decay, in batches\n')
  const alone = await measure(false, (writer) => detectDecay(writer, clock, { dryRun: false }))
  process.stdout.write('decay, while somebody else changes leads one by one\n')
  const watched = await measure(true, (writer) => detectDecay(writer, clock, { dryRun: false }))
  process.stdout.write(`${figuresOf('what somebody else waited', watched.waited)}\n`)
  const longest = Math.max(...watched.waited)
  const isGood = printRow({
    row: 'decay',
    unit: 'leads a second',
    ours: [alone.perSecond],
    reference: [bare.perSecond],
    // 1.3 times as long at most.
    goal: 1 / 1.3,
    also: [
      { what: 'moved, by both', value: `${alone.moved} and ${bare.moved}`, isGood: alone.moved === bare.moved && alone.moved > 0 },
      { what: 'longest that anybody else waited (goal < 100 ms)', value: `${longest.toFixed(1)} ms`, isGood: longest < 100 },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
