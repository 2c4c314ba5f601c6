import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWriter, type Writer } from '@swarm/db/write'
import pg from 'pg'
import { crashPoints } from '../../jobs/src/dispatch/execute/crash-point.ts'
import type { TestDatabase } from '../harness/database.ts'
import { executionQueues, prepareExecution, type Sandboxed, sentMails, startSandboxProcess, startWaker } from '../harness/execution.ts'
import { moveClock } from '../harness/make-dispatch.ts'
import { startRunner } from '../harness/runner.ts'
import type { Victim } from '../harness/victim.ts'
import type { BreakablePostgres } from './breakable-postgres.ts'
import { type Finding, findings } from './findings.ts'
import { createHarm, type HarmKind } from './harm.ts'
import { inTurn } from './in-turn.ts'
import { type Outside, startOutside, type Told } from './outside.ts'
import { processState } from './process-state.ts'
import { randomOf } from './random.ts'
import { breakerMinutePasses, untilProven, untilSettled } from './until-settled.ts'
import { type Connections, changeText, makeWaiting, makeWorld, optOutAfterwards, type World } from './world.ts'

export type CrashRun = {
  seed: number
  /** Processes that are ended at random, besides one at each numbered point. */
  kills: number
  batches: number
  /** Whether each numbered crash point is hit too. */
  atPoints: boolean
  /** Whether somebody with all rights changes texts after their approval. A whole product stops sending then. */
  changesTexts?: boolean
  /** Whether runners stand still too: after a reservation, and past a lease. */
  pauses?: boolean
  /** A server of the run's own may be ended with the others, and its disk be slow, hang or be full. */
  postgres?: BreakablePostgres
  /** Which are ended at random; all when not given. */
  victims?: readonly HarmKind[]
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
  /** Processes that were ended at random. */
  kills: string[]
  /** What else was done to it: connections cut, disks that are slow, hang or are full, runners that stood still. */
  troubles: string[]
  webhooks: number
}

const never = new Promise<never>(() => {})

const afterWindow = '2026-11-25T07:30:00.000Z'

/** How long a runner stands still where: past the 800 ms in which a reservation must be used, and past a lease of 5 s. */
const pauses = new Map([
  ['pause 09 reserved', 4_000],
  ['pause 10 before-write', 4_000],
  ['pause 11 activated', 7_000],
])

/**
 * Real runners, a real API, a real sandbox and a real PostgreSQL, ended at every numbered point and at random while batches are approved and
 * handed over and webhooks come in. Afterwards everything is healed, both clocks go past the windows, and the sandbox's own log is held against
 * our book.
 */
export async function crashRun(database: TestDatabase, run: CrashRun): Promise<CrashReport> {
  const random = randomOf(run.seed)
  const folder = mkdtempSync(join(tmpdir(), 'swarm-crash-'))
  // The test's own connections are not among the victims, unless the database itself is.
  const writer = createWriter({ url: database.urls.jobs, name: 'harness', maxConnections: 8, onConnectionError: () => {} })
  const superuser = new pg.Pool({ connectionString: database.urls.superuser, application_name: 'harness', max: 2 })
  superuser.on('error', () => {})
  const connections: Connections = { writer, superuser }
  /** The harness's own statements and the end of the database take turns. */
  const undisturbed = inTurn()
  const sandbox = await startSandboxProcess(join(folder, 'sandbox'))
  const waker = await startWaker(database)
  const outside = await startOutside(database, superuser, folder)
  const victims = new Set<Victim>()
  let isHealed = false
  let passing: Promise<void> = Promise.resolve()
  const startedAt = performance.now()
  const mark = (what: string) => run.say(`${((performance.now() - startedAt) / 1000).toFixed(1)} s  ${what}`)
  try {
    await prepareExecution(writer)
    const world = await makeWorld(connections, random, run.batches)
    mark(`${world.waiting.length} batches are frozen`)
    if (run.sabotage !== undefined) await superuser.query(run.sabotage)

    const nextRunner = async (crashAt = ''): Promise<Victim> => {
      const victim = await startRunner(database, {
        DATA_DIR: join(folder, 'jobs'),
        QUEUES: executionQueues,
        CRASH_AT: crashAt,
        ...sandbox.env,
      })
      victims.add(victim)
      void victim.ended.then(() => victims.delete(victim))
      return victim
    }
    const wake = () => waker.wake('sweepSends', {}, 'due')
    const approve = async () => {
      const batch = world.waiting.shift()
      if (batch === undefined) return
      await outside.approve(batch).catch(async (error: unknown) => {
        throw new Error(`${error instanceof Error ? error.message : String(error)} ${await whyStopped(writer)}`)
      })
      if (run.changesTexts === true) await undisturbed(() => changeText(connections, world, batch))
    }

    const points: string[] = [
      ...(run.atPoints ? crashPoints.filter((point) => point !== '18 proof-read') : []),
      ...(run.pauses === true ? pauses.keys() : []),
    ]
    const pointsHit = new Set<string>()
    const kills: string[] = []
    const troubles: string[] = []
    let isOver = false
    let armed = 0
    const isBusy = () => !isOver && (points.length + armed > 0 || kills.length < run.kills)

    /** One place for a runner: whoever dies in it is followed by the next, armed with the next point. */
    async function slot(): Promise<void> {
      while (isBusy()) {
        const point = points.shift()
        if (point !== undefined) armed += 1
        const victim = await nextRunner(point)
        await wake()
        const how = await Promise.race([
          victim.ended,
          untilNot(isBusy),
          point?.startsWith('pause ') ? untilStill(victim) : never,
          point === '17 unknown-read' ? sleep(9_000, 'nothing unknown' as const, { ref: false }) : never,
        ])
        if (how === null) return
        if (how === 'still') {
          await sleep(pauses.get(point ?? '') ?? 0)
          victim.kill('SIGCONT')
          armed -= 1
          troubles.push(`a runner stood still at ${point?.slice('pause '.length)}`)
          // A moment for what it was about to do; then its place is another's.
          await Promise.race([victim.ended, sleep(2_000)])
          victim.kill()
          continue
        }
        if (point !== undefined) armed -= 1
        if (how === 'nothing unknown') {
          // All that was unknown has been looked for by others: once more.
          victim.kill()
          points.unshift('11 activated', '17 unknown-read')
          continue
        }
        if (point !== undefined && (randomlyKilled.has(victim) || point.startsWith('pause '))) points.unshift(point)
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
    const harm = createHarm(
      {
        random,
        postgres: run.postgres,
        superuser,
        sandbox,
        outside,
        undisturbed,
        endRunner() {
          const [victim] = [...victims].filter(({ isRunning }) => isRunning()).slice(random(2))
          if (victim === undefined) return false
          randomlyKilled.add(victim)
          victim.kill()
          return true
        },
      },
      run.victims,
    )
    async function killer(): Promise<void> {
      while (kills.length < run.kills && !isOver) {
        const before = outside.acknowledged.length
        await sleep(250 + random(650))
        // Whoever is ended is at work: since the last time it was answered something.
        await untilNot(() => outside.acknowledged.length === before && !isOver)
        const hit = await undisturbed(() => whereTheyAre(writer))
        const done = await harm()
        if (done !== null) (done.isKill ? kills : troubles).push(`${done.what}, ${hit}`)
      }
    }

    /** New approvals, and people who opt out meanwhile: before their hand-over and after it. */
    async function feeder(): Promise<void> {
      for (let round = 0; isBusy(); round++) {
        await approve()
        await undisturbed(async () => {
          if (world.waiting.length === 0 && isBusy() && (await openBatches(writer)) < 8)
            world.waiting.push(...(await makeWaiting(connections, world, random, 1)))
          if (round % 4 === 3) await optOutAfterwards(connections, world)
          if (round % 4 === 1) outside.tellOf(await whoWasHandedOver(writer))
        })
        await sleep(world.waiting.length > run.batches / 2 ? 100 : 300)
      }
    }

    async function breakersClose(): Promise<void> {
      while (!isHealed) {
        await sleep(400)
        await undisturbed(() => breakerMinutePasses(writer))
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
    await Promise.race([Promise.all([slot(), slot(), killer(), feeder()]), watchdog(), passing])

    // Healing.
    mark(`${kills.length} kills done`)
    while (world.waiting.length > 0) await approve()
    await outside.quiet()
    await endAll(victims)
    // Nobody is left to hold anything: the seconds until a dead runner's hold ends pass at once.
    await writer.pool.query('update campaign set held_until = null where held_until is not null')
    await writer.pool.query('update recall set held_until = null where held_until is not null')
    await Promise.all([nextRunner(), nextRunner()])
    await wake()
    await untilSettled(writer, 120_000 + run.batches * 1_000)

    mark('healed')
    // Past the windows: what was handed over is mailed, proven, and nothing else is.
    await sandbox.control('PUT', 'clock', { to: afterWindow })
    await moveClock(writer, afterWindow)
    if (run.atPoints) {
      await endAll(victims)
      const proving = await nextRunner('18 proof-read')
      await wake()
      if ((await Promise.race([proving.ended, sleep(60_000)])) === 'SIGKILL') pointsHit.add('18 proof-read')
      // What it had taken is due again a quarter of an hour later.
      await moveClock(writer, '2026-11-25T08:00:00.000Z')
    }
    while (victims.size < 1) await nextRunner()
    await wake()
    await untilProven(writer, 60_000)
    isHealed = true
    await passing
    mark('proven')
    await endAll(victims)
    await outside.stop()

    const did = { pointsHit: [...pointsHit], kills, troubles, webhooks: outside.acknowledged.length }
    return { ...did, ...(await report({ writer, sandbox, world, outside })) }
  } finally {
    isHealed = true
    await passing.catch(() => {})
    await endAll(victims)
    await outside.stop()
    await waker.stop()
    await sandbox.kill()
    await superuser.end()
    await writer.end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function openBatches({ pool }: Writer): Promise<number> {
  const { rows } = await pool.query<{ open: number }>(`select count(*)::int as open from batch where status in ('APPROVED', 'EXECUTING')`)
  return rows[0]?.open ?? 0
}

async function whyStopped({ pool }: Writer): Promise<string> {
  const { rows } = await pool.query<{ reason: string }>('select reason from emergency_stop where lifted_at is null')
  return rows[0]?.reason ?? ''
}

/** In which states a kill finds what runners work on. */
async function whereTheyAre({ pool }: Writer): Promise<string> {
  const { rows } = await pool.query<{ at: string }>(
    `select coalesce(string_agg(distinct format('%s/%s', lower(c.state::text), lower(s.status::text)), ' '), 'between') as at
     from campaign c join send s on s.campaign_id = c.id where c.held_until > clock_timestamp()`,
  )
  return rows[0]?.at ?? ''
}

async function whoWasHandedOver({ pool }: Writer): Promise<Told[]> {
  const { rows } = await pool.query<Told>(
    `select s.address, c.provider_campaign_id as campaign from send s join campaign c on c.id = s.campaign_id join batch b on b.id = s.batch_id
     where s.status = 'ACCEPTED' and not b.is_test order by s.id desc limit 50`,
  )
  return rows
}

async function untilNot(holds: () => boolean): Promise<null> {
  while (holds()) await sleep(100)
  return null
}

/** Never, when it ends before. */
async function untilStill({ pid, isRunning }: Victim): Promise<'still'> {
  while (processState(pid) !== 'T') await (isRunning() ? sleep(50) : never)
  return 'still'
}

async function endAll(victims: Set<Victim>): Promise<void> {
  await Promise.all(
    [...victims].map(async (victim) => {
      victim.kill()
      await victim.ended
    }),
  )
}

type Seen = { writer: Writer; sandbox: Sandboxed; world: World; outside: Outside }

async function report({ writer, sandbox, world, outside }: Seen): Promise<Pick<CrashReport, 'findings' | 'sends' | 'accepted' | 'lost'>> {
  const { rows } = await writer.pool.query<{ id: string; address: string; status: string; code: string | null }>(
    `select s.id, s.address, s.status, s.code from send s join batch b on b.id = s.batch_id where not b.is_test`,
  )
  const wanted = rows.filter(
    ({ address, code }) =>
      !world.suppressed.has(address) &&
      code !== 'ALREADY_SENT' &&
      !(world.optedOut.has(address) && code === 'SUPPRESSED') &&
      !(world.changed.has(address) && code === 'SCOPE_MISMATCH'),
  )
  const lost = wanted.filter(({ status }) => !['ACCEPTED', 'PROVEN'].includes(status))
  const seen = { activations: await sandbox.requests('/activate$'), mails: await sentMails(sandbox) }
  return {
    findings: await findings(writer, seen, { ...world, ...outside }),
    sends: wanted.length,
    accepted: wanted.length - lost.length,
    lost: lost.map(({ id, status, code }) => ({ id, status, code })),
  }
}
