import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { isWorkDue } from '../dispatch/execute/queries.ts'
import { InvalidInputError, RefusedError } from '../errors.ts'
import { type ContractName, contractNames, contracts } from '../queue/contracts.ts'
import type { Wake } from '../queue/wake.ts'
import { runAlone } from '../run-alone.ts'
import { durationMs } from './duration.ts'
import { lastFiring } from './last-firing.ts'
import { nextStep } from './next-step.ts'

export type AdvanceInput = { by: string | null; to: Date | null; sandboxUrl: string | null }
export type Advanced = { now: string; ran: { steps: number; sandboxSteps: number; milliseconds: number } }

/** Furthest at once, in milliseconds. */
const mostMs = 62 * 86_400_000
/**
 * Sweeps that look after the rest and move nothing on, some of them at a platform's narrow allowance: woken when the clock has arrived, if they
 * would have come meanwhile, and waited for by nobody.
 */
const caretakers = ['checkAllInvariants', 'compareBlockLists', 'drawStatements', 'verifyAudit'] as const satisfies ContractName[]
/**
 * Sweeps that look around, so that nothing stays unseen: what they find has no instant of its own, or wakes them by itself. Every minute in
 * life; waited for here where it is time to look at everything, and woken when the clock has arrived.
 */
const lookouts = [
  'syncContacts',
  'bookMeetings',
  'watchHooks',
  'watchAlerts',
  'checkAccounts',
  'syncAccounts',
  'syncBlockLists',
  'tidyDatabase',
  'checkInvariants',
  'sweepEnrichment',
  'watchEnrichment',
  'testProviders',
  'sweepRuns',
  'sweepImports',
  'reconcileRestore',
  'finishErasures',
  'rescoreLeads',
  'rewriteDrafts',
  'admitVisitors',
  'sweepMerges',
  'sweepIntent',
  'watchSpikes',
  'watchKpis',
] as const satisfies ContractName[]
const hourMs = 3_600_000
/** Where the clock arrives it is looked around again after so long, in milliseconds: people stop it several times a day. */
const lookAgainMs = 6 * hourMs
/** When this process last looked around in a database, in business time. Another process does not know of it, and looks once more. */
const lookedAround = new WeakMap<Writer, Date>()
/** How soon it is looked whether all is done, and at most how long after that again, in milliseconds of real time. */
const firstLookMs = 8
const mostLookMs = 20
/** Longest wait for jobs and webhooks of one step, in milliseconds of real time. */
const drainMs = 60_000

const sandboxClock = z.object({ nextDueAt: z.iso.datetime().nullable(), steps: z.number().default(0) })

/**
 * Moves business time forward, the product's and the sandbox's together: to each next due instant, ours or the sandbox's, then waits
 * until jobs and webhooks have drained, so that what follows from one instant happens before the next. One at a time.
 */
export async function advanceClock(writer: Writer, wake: Wake, actor: Actor, input: AdvanceInput): Promise<Advanced> {
  const began = performance.now()
  const start = await businessNow(writer.sql)
  const target = targetOf(input, start)
  const advanced = await runAlone(writer, 'advance-clock', async (): Promise<Advanced> => {
    await writer.transaction((tx) =>
      writeAudit(tx, actor, {
        action: 'clock.advanced',
        subjectType: 'installation',
        subjectId: 'clock',
        detail: { from: start.toISOString(), to: target.toISOString() },
      }),
    )
    const ran = await walk(writer, wake, target, input.sandboxUrl)
    return { now: (await businessNow(writer.sql)).toISOString(), ran: { ...ran, milliseconds: Math.round(performance.now() - began) } }
  })
  if (advanced === null)
    throw new RefusedError('NOT_READY', 'The clock is being moved.', [{ code: 'CLOCK_MOVING', message: 'Wait until it has arrived.' }])
  return advanced
}

function targetOf({ by, to }: AdvanceInput, start: Date): Date {
  if ((by === null) === (to === null)) throw new InvalidInputError('Give either `by` or `to`.', ['by'])
  const ms = by === null ? null : durationMs(by)
  if (by !== null && ms === null) throw new InvalidInputError('by: must be an ISO 8601 duration such as P1D, PT6H or P1DT30M', ['by'])
  const target = to ?? new Date(start.getTime() + (ms ?? 0))
  if (target < start)
    throw new InvalidInputError(`The clock only goes forward; it is ${start.toISOString()} now.`, [to === null ? 'by' : 'to'])
  if (target.getTime() - start.getTime() > mostMs)
    throw new InvalidInputError(`At most ${mostMs / 86_400_000} days at once.`, [to === null ? 'by' : 'to'])
  return target
}

async function walk(writer: Writer, wake: Wake, target: Date, sandboxUrl: string | null): Promise<{ steps: number; sandboxSteps: number }> {
  let steps = 0
  let sandboxSteps = 0
  let sandboxDue = sandboxUrl === null ? null : await moveSandbox(sandboxUrl, await businessNow(writer.sql))
  // What is due already happens at its time, not after the first step.
  const start = await businessNow(writer.sql)
  let sweptAt = start
  let lookedAt = lookedAround.get(writer) ?? new Date(start.getTime() - lookAgainMs)
  await drain(writer, wake, firedBetween(new Date(sweptAt.getTime() - hourMs), sweptAt, false))
  for (;;) {
    const now = await businessNow(writer.sql)
    const ours = await nextDue(writer)
    const theirs = sandboxDue?.nextDueAt == null ? null : new Date(sandboxDue.nextDueAt)
    const { to, isSweeping, isLookout } = nextStep({ now, target, ours, theirs, lookedAt })
    // Ours first: nothing that comes back is ever older than our now.
    await writer.sql.execute(sql`select move_clock(${to.toISOString()}::timestamptz)`)
    if (isSweeping) {
      await drain(writer, wake, firedBetween(sweptAt, to, isLookout))
      sweptAt = to
    }
    if (isLookout) lookedAround.set(writer, to)
    if (isLookout) lookedAt = to
    if (sandboxUrl !== null) {
      sandboxDue = await moveSandbox(sandboxUrl, to)
      sandboxSteps += sandboxDue.steps
      // A sandbox in which nothing happened has told us nothing.
      if (sandboxDue.steps > 0) await drain(writer, wake, ['applyDeliveries'])
    }
    steps += 1
    if (to < target) continue
    const unseen = to.getTime() - lookedAt.getTime() >= lookAgainMs ? lookouts : []
    if (unseen.length > 0) lookedAround.set(writer, to)
    for (const name of [...unseen, ...caretakers.filter((one) => hasFired(one, start, to))]) await wake(name, {}, 'clock')
    return { steps, sandboxSteps }
  }
}

/** Everything that looks for due rows by itself. */
const sweeps = contractNames.filter((name) => 'schedule' in contracts[name] && !caretakers.some((one) => one === name))

/** The sweeps whose schedules fired after one instant and up to another; of those that look around only when it is their turn. */
function firedBetween(from: Date, to: Date, isLookout: boolean): ContractName[] {
  return sweeps.filter((name) => {
    if (lookouts.some((one) => one === name)) return isLookout
    return hasFired(name, from, to)
  })
}

function hasFired(name: ContractName, from: Date, to: Date): boolean {
  const contract = contracts[name]
  if (!('schedule' in contract) || contract.schedule === undefined) return false
  // Steps may be shorter than the minute that such a sweep counts in.
  return contract.schedule === '* * * * *' || lastFiring(contract.schedule, to) > from
}

/**
 * The first instant from now on at which something of ours falls due: hand-overs (an hour before a campaign's window, or when that of a single
 * send opens) and the end of what can be handed over, look-ups, missing proofs, steps and pauses of cadences, expiries.
 */
async function nextDue(writer: Writer): Promise<Date | null> {
  const { rows } = await writer.sql.execute<{ at: string | null }>(sql`
    with here as (select business_now() as now)
    select min(d.at) as at from here, lateral (
      select unnest(array[s.window_from - case when s.campaign_id is null then interval '0' else interval '59 minutes' end, s.window_to - interval '2 minutes', s.window_to, s.not_before]) as at
        from send s join batch b on b.id = s.batch_id where s.status = 'PLANNED' and b.status in ('APPROVED', 'EXECUTING')
      union all select s.next_check_at from send s where s.status in ('IN_FLIGHT', 'UNKNOWN')
      union all select s.window_to + interval '5 minutes' from send s where s.status = 'ACCEPTED' and s.recalled_at is null
      union all select unnest(array[e.next_due_at, e.paused_until]) from enrollment e where e.state <> 'ENDED'
      union all select b.expires_at from batch b where b.status in ('PENDING', 'APPROVED')
    ) d where d.at > here.now`)
  return rows[0]?.at ? new Date(rows[0].at) : null
}

async function moveSandbox(url: string, to: Date): Promise<z.infer<typeof sandboxClock>> {
  const answer = await fetch(`${url}/_control/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: to.toISOString() }),
    // It answers when every webhook of the step was delivered and answered.
    signal: AbortSignal.timeout(120_000),
  })
  if (!answer.ok) throw new Error(`the sandbox did not move its clock: ${answer.status}`)
  return sandboxClock.parse(await answer.json())
}

/** Jobs that end when their work is done. The sweep of sends stays awake beyond that, to answer a stop within seconds: its rows are asked. */
const drainingQueues = contractNames.flatMap((name) =>
  name === 'sweepSends' || caretakers.some((one) => one === name) ? [] : [contracts[name].name],
)

/** Wakes sweeps and waits until nothing is at work: no job waits or runs, no send is due, no delivery waits. */
async function drain(writer: Writer, wake: Wake, names: readonly ContractName[]): Promise<void> {
  const { rows: runners } = await writer.sql.execute<{ count: number }>(
    sql`select count(*)::int as count from process where kind = 'jobs' and seen_at > now() - interval '15 seconds'`,
  )
  // Without a runner nothing would ever drain.
  if (runners[0]?.count === 0) return
  await Promise.all(names.map((name) => wake(name, {}, 'clock')))
  const until = performance.now() + drainMs
  for (let pauseMs = firstLookMs; ; pauseMs = Math.min(pauseMs * 1.5, mostLookMs)) {
    const { rows } = await writer.sql.execute<{ isBusy: boolean }>(sql`
      select exists (select from pgboss.job_common j where j.state = 'active' and j.name = any(${sql.param(drainingQueues)}::text[]))
        or exists (select from pgboss.job_common j where j.state < 'active' and not j.blocked and j.start_after <= now() + interval '1 second'
          and j.name = any(${sql.param(drainingQueues)}::text[]))
        or exists (select from delivery d where d.applied_at is null and d.error is null) as "isBusy"`)
    if (rows[0]?.isBusy === false && !(await isWorkDue(writer.sql))) return
    if (performance.now() > until) {
      throw new RefusedError('NOT_READY', 'Jobs did not come to an end.', [
        { code: 'NOT_DRAINED', message: `After ${drainMs / 1000} s something was still at work.` },
      ])
    }
    await sleep(pauseMs)
  }
}
