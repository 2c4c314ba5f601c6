import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import pg from 'pg'
import { changeSettings, makeAccounts, makeBatch, moveClock, reserve, sendTo, tuesdayMorning } from '../harness/make-dispatch.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { databaseCpuMs, writtenMs } from './cost.ts'
import { figuresOf } from './figures.ts'
import { makeManyDrafts } from './many-drafts.ts'
import { middle, printRow } from './rows.ts'

/**
 * The reserving transaction under 8 runners, ten sends at once as a campaign is activated, against one row that 8 clients count up:
 * `npm run bench -- reserve --batches 240 --rounds 3`. Sends a second against updates a second: both take the same turns.
 */
const { values } = parseArgs({ options: { batches: { type: 'string', default: '240' }, rounds: { type: 'string', default: '3' } } })
const runners = 8
const sendsAtOnce = 10
const accounts = 8
const batchesOfRound = Number(values.batches)
const rounds = Number(values.rounds)

const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
const server = await startTestPostgres(folder, { isDurable: true })
const { urls } = await server.clone()
const writer = createWriter({
  url: urls.superuser,
  name: 'bench',
  maxConnections: 4,
  statementTimeoutMs: 120_000,
  onConnectionError: () => {},
})
const clients = await Promise.all(
  Array.from({ length: runners }, async () => {
    const client = new pg.Client({ connectionString: urls.jobs })
    await client.connect()
    return client
  }),
)

/** Every client takes the next piece of work until none is left; gives pieces a second, and the database's time for one. */
async function share<T>(pieces: readonly T[], work: (client: pg.Client, piece: T) => Promise<void>) {
  let next = 0
  const took: number[] = []
  const before = databaseCpuMs(folder)
  const began = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      for (let piece = pieces[next++]; piece !== undefined; piece = pieces[next++]) {
        const at = performance.now()
        await work(client, piece)
        took.push(performance.now() - at)
      }
    }),
  )
  return { perSecond: pieces.length / ((performance.now() - began) / 1000), cpu: (databaseCpuMs(folder) - before) / pieces.length, took }
}

try {
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, accounts)
  await writer.pool.query(`select graduate_ramp('bench', 'a benchmark')`)
  for (const ceiling of ['emailPerDay', 'emailPerAccountPerDay', 'emailPerDomainPerDay', 'emailPerDomainPerBatch'])
    await changeSettings(writer, 'dispatch', ['ceilings', ceiling], 100_000)
  // As after a long way up: the ceilings count, and they are high.
  await changeSettings(writer, 'dispatch', ['ramp', 'emailStepsAfter'], [100_000])
  await changeSettings(writer, 'dispatch', ['ramp', 'canaryDays'], 0)
  await writer.pool.query(
    'create table bench_counter (id integer primary key, used integer not null); insert into bench_counter values (1, 0); grant select, update on bench_counter to swarm_jobs',
  )
  const drafts = await makeManyDrafts(writer, batchesOfRound * rounds * sendsAtOnce)
  await writer.pool.query(`update draft set status = 'APPROVED', decided_at = business_now() where status = 'PENDING'`)
  await writer.pool.query(`update lead set status = 'APPROVED'`)
  const batches: string[][] = []
  for (let from = 0; from < drafts.length; from += sendsAtOnce) {
    const sends = drafts
      .slice(from, from + sendsAtOnce)
      .map(({ draftId, leadId, email }) =>
        sendTo(email, { lead: leadId, draft: draftId, draftVersion: 1, account: `ana@sender-${batches.length % accounts}.example` }),
      )
    batches.push((await makeBatch(writer, sends)).sendIds)
  }
  // Only what holds rows: a table that was looked at while it was empty is taken for empty until it is looked at again, and is read whole.
  await writer.pool.query(
    'vacuum analyze lead, draft, evidence, unsubscribe_token, batch, send, audit_entry, audit_detail, audit_unsealed, setting_version, sending_account',
  )

  const ours: Awaited<ReturnType<typeof share>>[] = []
  const reference: Awaited<ReturnType<typeof share>>[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(
      await share(batches.slice(round * batchesOfRound, (round + 1) * batchesOfRound), async (client, sendIds) => {
        const answers = await reserve(client, sendIds)
        const refused = answers.find(({ code }) => code !== null) ?? answers.find((answer) => !answer.reserved)
        if (refused) throw new Error(`refused: ${refused.code} ${refused.message}`)
      }),
    )
    reference.push(
      await share(
        Array.from({ length: batchesOfRound * 10 }, (_, nth) => nth),
        async (client) => {
          await client.query({ name: 'count', text: 'update bench_counter set used = used + 1 where id = 1' })
        },
      ),
    )
  }
  const isGood = printRow({
    row: 'reserve',
    unit: 'sends a second',
    ours: ours.map(({ perSecond }) => perSecond * sendsAtOnce),
    reference: reference.map(({ perSecond }) => perSecond),
    goal: 0.5,
    cost: [
      {
        what: 'CPU of the database for a send',
        value: `${writtenMs(middle(ours.map(({ cpu }) => cpu / sendsAtOnce)))}, of a bare update ${writtenMs(middle(reference.map(({ cpu }) => cpu)))}`,
      },
      {
        what: 'one reservation',
        value: figuresOf(
          'of ten',
          ours.flatMap(({ took }) => took),
        ),
      },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  for (const client of clients) await client.end()
  await writer.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
