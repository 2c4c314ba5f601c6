import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import { detectDecay } from '@swarm/jobs/decay/detect-decay'
import { startTestPostgres } from '../harness/test-postgres.ts'

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
const bare = `
  with changed as (
    update lead set status = case status when 'SENT' then 'GHOSTED' when 'OPENED' then 'STALLED' else 'REVIVAL_CANDIDATE' end::lead_status, version = version + 1, updated_at = business_now()
    where last_activity_at < business_now() - interval '30 days' and status in ('SENT', 'OPENED', 'GHOSTED', 'STALLED') returning id, status)
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
  select uuid_v7(business_now()), id, business_now(), 'status', 'clock', 'Status: ' || status, jsonb_build_object('to', status, 'reason', 'silence') from changed`

const folder = mkdtempSync(join(tmpdir(), 'swarm-decay-'))
const postgres = await startTestPostgres(folder)
try {
  const measure = async (work: (writer: ReturnType<typeof createWriter>) => Promise<unknown>): Promise<number> => {
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
    const began = performance.now()
    await work(writer)
    const took = performance.now() - began
    const { rows } = await writer.pool.query(`select count(*)::int as moved from timeline_entry where kind = 'status'`)
    process.stdout.write(`  ${rows[0].moved} moved in ${(took / 1000).toFixed(1)} s\n`)
    await writer.end()
    return took
  }
  process.stdout.write(`${count} leads, one bare update with its history\n`)
  const one = await measure((writer) => writer.pool.query(bare))
  process.stdout.write('decay, in batches\n')
  const ours = await measure((writer) => detectDecay(writer, { kind: 'system', name: 'clock' }, { dryRun: false }))
  process.stdout.write(`ratio ${(ours / one).toFixed(2)}\n`)
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
