import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWriter, type Writer } from '@swarm/db/write'
import type { TestDatabase } from '../harness/database.ts'
import { executionQueues, prepareExecution, sendNow, startSandboxProcess, startWaker } from '../harness/execution.ts'
import { changeSettings, makeBatch, moveClock } from '../harness/make-dispatch.ts'
import { startRunner } from '../harness/runner.ts'
import { findings } from './findings.ts'
import { untilSettled } from './until-settled.ts'

/** The organisation's days on which the clocks change (America/Denver), with the instant of it and the two midnights. */
const changes = [
  { day: '2027-03-14', hours: 23, from: '2027-03-14T07:00:00Z', change: '2027-03-14T09:00:00Z', to: '2027-03-15T06:00:00Z' },
  { day: '2027-11-07', hours: 25, from: '2027-11-07T06:00:00Z', change: '2027-11-07T08:00:00Z', to: '2027-11-08T07:00:00Z' },
]
const hourMs = 3_600_000
/** A few seconds before each border the work begins, so that it is passed while everybody is at it. */
const beforeMs = 3_000
const most = { day: 20, account: 4, domain: 2 }
/** Asked for before each border: more than a day may have. */
const asked = 16

/**
 * Real runners before one ceiling, while the organisation's day begins, loses or repeats an hour, and ends. People in Tokyo and London are awake
 * then. Returns what was wrong: a ceiling passed, one that was not used, or anything that must not be.
 */
export async function ceilingsRun(
  database: TestDatabase,
  { runners: count, say }: { runners: number; say(line: string): void },
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-ceilings-'))
  const writer = createWriter({ url: database.urls.jobs, name: 'harness', maxConnections: 4, onConnectionError: () => {} })
  const sandbox = await startSandboxProcess(join(folder, 'sandbox'))
  const waker = await startWaker(database)
  const runners = await Promise.all(
    Array.from({ length: count }, () => startRunner(database, { QUEUES: executionQueues, DATABASE_CONNECTIONS: '4', ...sandbox.env })),
  )
  try {
    await prepareExecution(writer)
    await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerDay'], most.day)
    await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], most.account)
    await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerDomainPerDay'], most.domain)
    const wrong: string[] = []
    for (const { day, hours, from, change, to } of changes) {
      // London's morning lies around the change, Tokyo's afternoon around both midnights.
      const stages = [
        { at: from, zone: 'Asia/Tokyo' },
        { at: change, zone: 'Europe/London' },
        ...(hours === 25 ? [{ at: new Date(Date.parse(change) + hourMs).toISOString(), zone: 'Europe/London' }] : []),
        { at: to, zone: 'Asia/Tokyo' },
      ]
      for (const { at, zone } of stages) {
        const border = Date.parse(at)
        const start = new Date(border - beforeMs).toISOString()
        await sandbox.control('PUT', 'clock', { to: start })
        await moveClock(writer, start)
        for (let index = 0; index < asked; index++)
          await makeBatch(writer, [
            await sendNow(writer, {
              email: `p${index}.${border}@firm-${index % 11}.example`,
              zone,
              windowFrom: new Date(border - hourMs).toISOString(),
              windowTo: new Date(border + 1.5 * hourMs).toISOString(),
              scheduledAt: start,
            }),
          ])
        await waker.wake('sweepSends', {}, 'due')
        await untilNothingIsDue(writer)
      }
      const used = await usedOn(writer, day)
      say(`${day}, ${hours} hours, ${count} runners: ${used.ALL ?? 0} of ${most.day} used`)
      if (used.ALL !== most.day) wrong.push(`I5: ${used.ALL ?? 0} of ${most.day} were used on ${day}`)
    }
    // Past every window: what waited for another day ends too.
    const over = new Date(Date.parse('2027-11-08T07:00:00Z') + 3 * hourMs).toISOString()
    await sandbox.control('PUT', 'clock', { to: over })
    await moveClock(writer, over)
    await writer.pool.query('update send set not_before = null where not_before is not null')
    await waker.wake('sweepSends', {}, 'due')
    await untilSettled(writer, 120_000)
    for (const [day, names] of await usedByDay(writer))
      for (const [name, used] of names) {
        const limit = name === 'ALL' ? most.day : name.includes('@') ? most.account : most.domain
        if (used > limit) wrong.push(`I5: ${used} of ${limit} were used on ${day} for ${name}`)
      }
    const seen = { activations: await sandbox.requests('/activate$'), mails: [] }
    for (const { rule, detail } of await findings(writer, seen, { suppressed: new Set() })) wrong.push(`${rule}: ${detail}`)
    return wrong
  } finally {
    for (const runner of runners) runner.kill()
    await Promise.all(runners.map(({ ended }) => ended))
    await waker.stop()
    await sandbox.kill()
    await writer.end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Whatever may go has gone; the rest waits for another day. */
async function untilNothingIsDue({ pool }: Pick<Writer, 'pool'>): Promise<void> {
  for (const until = performance.now() + 180_000; performance.now() < until; await sleep(200)) {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from send s join batch b on b.id = s.batch_id where not b.is_test
         and (s.status in ('IN_FLIGHT', 'UNKNOWN') or (s.status = 'PLANNED' and b.status in ('APPROVED', 'EXECUTING') and coalesce(s.not_before, '-infinity') <= business_now()))`,
    )
    if (rows[0]?.open === 0) return
  }
  throw new Error('sends were still due after three minutes')
}

/** Counted from the instants at which sends were reserved, by this process's own idea of what day that was in Denver. */
async function usedByDay({ pool }: Pick<Writer, 'pool'>): Promise<Map<string, Map<string, number>>> {
  const { rows } = await pool.query<{ at: Date; account: string; domain: string }>(
    `select s.reserved_at as at, s.account, s.domain from send s join batch b on b.id = s.batch_id where not b.is_test and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN')`,
  )
  const dayOf = new Intl.DateTimeFormat('sv', { timeZone: 'America/Denver', dateStyle: 'short' })
  const days = new Map<string, Map<string, number>>()
  for (const { at, account, domain } of rows) {
    const day = dayOf.format(at)
    const names = days.get(day) ?? new Map<string, number>()
    for (const name of ['ALL', account, domain]) names.set(name, (names.get(name) ?? 0) + 1)
    days.set(day, names)
  }
  return days
}

async function usedOn(writer: Pick<Writer, 'pool'>, day: string): Promise<Record<string, number>> {
  return Object.fromEntries((await usedByDay(writer)).get(day) ?? [])
}
