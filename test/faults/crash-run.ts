import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWriter, type Writer } from '@swarm/db/write'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import pg from 'pg'
import { type CrashPoint, crashPoints } from '../../jobs/src/dispatch/execute/crash-point.ts'
import type { TestDatabase } from '../harness/database.ts'
import {
  accounts,
  executionQueues,
  minutesPass,
  prepareExecution,
  type Sandboxed,
  sendNow,
  sentMails,
  startSandboxProcess,
  startWaker,
} from '../harness/execution.ts'
import * as make from '../harness/make.ts'
import { type MadeBatch, makeBatch, moveClock, operator } from '../harness/make-dispatch.ts'
import { startVictim, type Victim } from '../harness/victim.ts'
import { type Finding, findings } from './findings.ts'
import { randomOf } from './random.ts'

export type CrashRun = {
  seed: number
  /** Random kills, besides one at each numbered point. */
  kills: number
  batches: number
  /** Whether each numbered crash point is hit too. */
  atPoints: boolean
  /** Statements of the superuser that switch one safeguard off: then the run must find something. */
  sabotage?: string
  say(line: string): void
}

export type CrashReport = {
  findings: Finding[]
  sends: number
  accepted: number
  /** Sends that nothing forbade, and that are neither accepted nor proven. */
  lost: { id: string; status: string; code: string | null }[]
  pointsHit: string[]
  kills: string[]
}

const never = new Promise<never>(() => {})

const afterWindow = '2026-11-25T07:30:00.000Z'

/**
 * Real runners, a real sandbox and a real PostgreSQL, ended at every numbered point and at random while approved batches are handed over.
 * Afterwards everything is healed, both clocks go past the windows, and the sandbox's own log is held against our book.
 */
export async function crashRun(database: TestDatabase, run: CrashRun): Promise<CrashReport> {
  const random = randomOf(run.seed)
  const folder = mkdtempSync(join(tmpdir(), 'swarm-crash-'))
  // The test's own connections are not among the victims.
  const writer = createWriter({ url: database.urls.jobs, name: 'harness', maxConnections: 8, onConnectionError: () => {} })
  const superuser = new pg.Pool({ connectionString: database.urls.superuser, application_name: 'harness', max: 2 })
  const sandbox = await startSandboxProcess(join(folder, 'sandbox'))
  const waker = await startWaker(database)
  const victims = new Set<Victim>()
  let isHealed = false
  let passing: Promise<void> = Promise.resolve()
  const startedAt = performance.now()
  const mark = (what: string) => run.say(`${((performance.now() - startedAt) / 1000).toFixed(1)} s  ${what}`)
  try {
    await prepareExecution(writer)
    const world = await makeWorld(writer, random, run.batches)
    mark(`${world.waiting.length} batches are frozen`)
    if (run.sabotage !== undefined) await superuser.query(run.sabotage)

    const startRunner = async (crashAt?: string): Promise<Victim> => {
      const victim = await startVictim('jobs/src/main.ts', {
        MODE: 'sandbox',
        DATA_DIR: join(folder, 'jobs'),
        DATABASE_URL: database.urls.api,
        DATABASE_JOBS_URL: database.urls.jobs,
        LOG_LEVEL: 'warn',
        QUEUES: executionQueues,
        ...sandbox.env,
        ...(crashAt !== undefined && { CRASH_AT: crashAt }),
      })
      victims.add(victim)
      void victim.ended.then(() => victims.delete(victim))
      return victim
    }
    const wake = () => waker.wake('sweepSends', {}, 'due')

    const approve = async () => {
      const batch = world.waiting.shift()
      if (batch === undefined) return
      const refusal = await writer.transaction((tx) => decideBatch(tx, operator, batch, true))
      if (refusal) throw refusal
      await waker.wake('executeBatch', { batchId: batch.batchId }, batch.batchId)
    }

    const points: CrashPoint[] = run.atPoints ? crashPoints.filter((point) => point !== '18 proof-read') : []
    const pointsHit = new Set<string>()
    const kills: string[] = []
    let isOver = false
    let armed = 0
    const isBusy = () => !isOver && (points.length + armed > 0 || kills.length < run.kills)

    /** One place for a runner: whoever dies in it is followed by the next, armed with the next point. */
    async function slot(): Promise<void> {
      while (isBusy()) {
        const point = points.shift()
        if (point !== undefined) armed += 1
        const victim = await startRunner(point)
        await wake()
        const how = await Promise.race([
          victim.ended,
          untilNot(isBusy),
          point === '17 unknown-read' ? sleep(9_000, 'nothing unknown' as const, { ref: false }) : never,
        ])
        if (how === null) return
        if (point !== undefined) armed -= 1
        if (how === 'nothing unknown') {
          // All that was unknown has been looked for by others: once more.
          victim.kill()
          points.unshift('11 activated', '17 unknown-read')
          continue
        }
        if (point !== undefined && randomlyKilled.has(victim)) points.unshift(point)
        else if (point !== undefined && how === 'SIGKILL') {
          pointsHit.add(point)
          mark(`ended at ${point}`)
        } else if (point !== undefined) {
          // Its connections were ended while it started: whoever runs it starts it again.
          points.unshift(point)
          mark(`a runner ended with ${how}: ${victim.output().trim().split('\n').at(-1)?.slice(0, 200)}`)
        }
      }
    }

    const randomlyKilled = new Set<Victim>()
    async function killer(): Promise<void> {
      while (kills.length < run.kills && !isOver) {
        await sleep(250 + random(650))
        const hit = await whereTheyAre(writer)
        const dice = random(10)
        const [victim] = [...victims].filter(({ isRunning }) => isRunning()).slice(random(2))
        if (dice < 6 && victim === undefined) continue
        if (victim !== undefined && dice < 6) {
          randomlyKilled.add(victim)
          victim.kill()
          kills.push(`runner, ${hit}`)
        } else if (dice < 8) {
          await sandbox.kill()
          await sandbox.start()
          kills.push(`sandbox, ${hit}`)
        } else {
          const { rows } = await superuser.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'swarm_jobs' and application_name <> 'harness' and random() < 0.5`,
          )
          // A kill that met nobody is none.
          if (rows.length > 0) kills.push(`${rows.length} connections, ${hit}`)
        }
      }
    }

    /** New approvals, and people who opt out meanwhile: before their hand-over and after it. */
    async function feeder(): Promise<void> {
      for (let round = 0; isBusy(); round++) {
        await approve()
        if (world.waiting.length === 0 && isBusy() && (await openBatches(writer)) < 8)
          world.waiting.push(...(await makeWaiting(writer, world, random, 1)))
        if (round % 4 === 3) await optOutAfterwards(writer, world)
        await sleep(world.waiting.length > run.batches / 2 ? 100 : 300)
      }
    }

    /** A breaker that the killed sandbox opened holds everything for a minute; here that minute is short. */
    async function breakersClose(): Promise<void> {
      while (!isHealed) {
        await sleep(400)
        await writer.pool.query(`update provider_breaker set opened_at = opened_at - interval '1 minute' where state = 'OPEN'`)
        await writer.pool.query(
          `update send set not_before = business_now() where status = 'PLANNED' and code = 'BREAKER_OPEN' and not_before > business_now()`,
        )
      }
    }
    passing = breakersClose()

    /** Ends a run in which nothing has been ended for five minutes: how long a whole one takes depends on the machine. */
    async function watchdog(): Promise<void> {
      for (let seen = -1; isBusy() && seen !== kills.length + pointsHit.size; ) {
        seen = kills.length + pointsHit.size
        for (let second = 0; second < 300 && isBusy() && seen === kills.length + pointsHit.size; second++) await sleep(1_000)
      }
      isOver = true
    }
    await Promise.race([Promise.all([slot(), slot(), killer(), feeder()]), watchdog()])

    // Healing.
    mark(`${kills.length} kills done`)
    while (world.waiting.length > 0) await approve()
    await endAll(victims)
    // Nobody is left to hold anything: the seconds until a dead runner's hold ends pass at once.
    await writer.pool.query('update campaign set held_until = null where held_until is not null')
    await writer.pool.query('update recall set held_until = null where held_until is not null')
    await Promise.all([startRunner(), startRunner()])
    await wake()
    await untilSettled(writer, 120_000 + run.batches * 1_000)

    mark('healed')
    // Past the windows: what was handed over is mailed, proven, and nothing else is.
    await sandbox.control('PUT', 'clock', { to: afterWindow })
    await moveClock(writer, afterWindow)
    if (run.atPoints) {
      await endAll(victims)
      const proving = await startRunner('18 proof-read')
      await wake()
      if ((await Promise.race([proving.ended, sleep(60_000)])) === 'SIGKILL') pointsHit.add('18 proof-read')
      // What it had taken is due again a quarter of an hour later.
      await moveClock(writer, '2026-11-25T08:00:00.000Z')
    }
    while (victims.size < 1) await startRunner()
    await wake()
    await untilProven(writer, 60_000)
    isHealed = true
    await passing
    mark('proven')
    await endAll(victims)

    return await report({ writer, sandbox, world, pointsHit, kills })
  } finally {
    isHealed = true
    await passing.catch(() => {})
    await endAll(victims)
    await waker.stop()
    await sandbox.kill()
    await superuser.end()
    await writer.end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export type World = {
  waiting: MadeBatch[]
  /** Addresses that were suppressed before anything was handed over: nobody may write to them. */
  suppressed: Set<string>
  /** Addresses that were suppressed later. */
  optedOut: Set<string>
  /** People whom two batches would write the same step to: one of them only. */
  twice: Set<string>
}

async function makeWorld(writer: Writer, random: (below: number) => number, batches: number): Promise<World> {
  const world: World = { waiting: [], suppressed: new Set(), optedOut: new Set(), twice: new Set() }
  for (let index = 0; index < batches; index += 4)
    world.waiting.push(...(await makeWaiting(writer, world, random, Math.min(4, batches - index))))
  return world
}

/** Batches that wait for approval: two accounts each, one or two people, here and there somebody who opted out, or the same person twice. */
async function makeWaiting(writer: Writer, world: World, random: (below: number) => number, count: number): Promise<MadeBatch[]> {
  const made: MadeBatch[] = []
  for (let index = 0; index < count; index++) {
    const sends = []
    const chosen = random(accounts.length)
    const suppress: string[] = []
    const kind = random(8)
    for (const account of [accounts[chosen] ?? '', accounts[(chosen + 1) % accounts.length] ?? '']) {
      const people = 1 + random(2)
      for (let person = 0; person < people; person++) {
        const send = await sendNow(writer, { account })
        sends.push(send)
        // A campaign of which one may not go, and one of which nobody may.
        if ((kind === 0 && person === 0 && people > 1) || (kind === 1 && account === accounts[chosen])) suppress.push(send.address)
      }
    }
    for (const address of suppress) {
      world.suppressed.add(address)
      await writer.pool.query(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'asked', 'test')`, [address])
    }
    made.push(await makeBatch(writer, sends, { isApproved: false }))
    const [first] = sends
    if (kind === 2 && first !== undefined && first.lead !== null) {
      // The same person and step from another draft: what the once-key is for.
      const lead = { id: first.lead, email: first.address, firstName: 'Ana', companyId: '' }
      const draft = await make.draft(writer, { lead, columns: { status: 'APPROVED', step: 2, decided_at: await make.now(writer) } })
      world.twice.add(first.address)
      made.push(
        await makeBatch(writer, [{ ...first, draft: draft.id, account: accounts[(chosen + 2) % accounts.length] ?? '' }], {
          isApproved: false,
        }),
      )
    }
  }
  return made
}

async function openBatches({ pool }: Writer): Promise<number> {
  const { rows } = await pool.query<{ open: number }>(`select count(*)::int as open from batch where status in ('APPROVED', 'EXECUTING')`)
  return rows[0]?.open ?? 0
}

/** Somebody who is in a running campaign opts out. */
async function optOutAfterwards(writer: Writer, world: World): Promise<void> {
  const { rows } = await writer.pool.query<{ address: string }>(
    `insert into suppression (email, person_key, reason, source)
     select s.address, s.person, 'asked', 'test' from send s join campaign c on c.id = s.campaign_id
     where s.status = 'ACCEPTED' and c.state = 'ACTIVE' and s.recalled_at is null limit 1 on conflict do nothing returning email as address`,
  )
  for (const { address } of rows) world.optedOut.add(address)
}

/** In which states a kill finds what runners work on. */
async function whereTheyAre({ pool }: Writer): Promise<string> {
  const { rows } = await pool.query<{ at: string }>(
    `select coalesce(string_agg(distinct format('%s/%s', lower(c.state::text), lower(s.status::text)), ' '), 'between') as at
     from campaign c join send s on s.campaign_id = c.id where c.held_until > clock_timestamp()`,
  )
  return rows[0]?.at ?? ''
}

async function untilNot(holds: () => boolean): Promise<null> {
  while (holds()) await sleep(100)
  return null
}

/** Every batch has ended, and nothing is in flight or being looked for. */
async function untilSettled({ pool }: Writer, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from send s join batch b on b.id = s.batch_id
       where b.status in ('APPROVED', 'EXECUTING') or s.status = 'IN_FLIGHT' or (s.status = 'UNKNOWN' and s.next_check_at is not null)
         or exists (select from recall r where r.confirmed_at is null and r.campaign_id = s.campaign_id)`,
    )
    if (rows[0]?.open === 0 || performance.now() > until) return
    await minutesPass({ pool })
    await sleep(200)
  }
}

async function untilProven({ pool }: Writer, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from send where status = 'ACCEPTED' and recalled_at is null`,
    )
    if (rows[0]?.open === 0 || performance.now() > until) return
    await sleep(200)
  }
}

async function endAll(victims: Set<Victim>): Promise<void> {
  await Promise.all(
    [...victims].map(async (victim) => {
      victim.kill()
      await victim.ended
    }),
  )
}

type Seen = { writer: Writer; sandbox: Sandboxed; world: World; pointsHit: Set<string>; kills: string[] }

async function report({ writer, sandbox, world, pointsHit, kills }: Seen): Promise<CrashReport> {
  const { rows } = await writer.pool.query<{ id: string; address: string; status: string; code: string | null }>(
    `select s.id, s.address, s.status, s.code from send s join batch b on b.id = s.batch_id where not b.is_test`,
  )
  const wanted = rows.filter(
    ({ address, code }) =>
      !world.suppressed.has(address) && code !== 'ALREADY_SENT' && !(world.optedOut.has(address) && code === 'SUPPRESSED'),
  )
  const lost = wanted.filter(({ status }) => !['ACCEPTED', 'PROVEN'].includes(status))
  return {
    findings: await findings(writer, { activations: await sandbox.requests('/activate$'), mails: await sentMails(sandbox) }, world),
    sends: wanted.length,
    accepted: wanted.length - lost.length,
    lost: lost.map(({ id, status, code }) => ({ id, status, code })),
    pointsHit: [...pointsHit],
    kills,
  }
}
