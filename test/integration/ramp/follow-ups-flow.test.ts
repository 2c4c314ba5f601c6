import { cancelBatch } from '@swarm/jobs/dispatch/cancel-batch'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import { createLog } from '@swarm/jobs/log'
import { dispatchFollowUps } from '@swarm/jobs/ramp/dispatch-follow-ups'
import { tellWhatWaits } from '@swarm/jobs/ramp/tell-what-waits'
import { warnOfIdleFollowUps } from '@swarm/jobs/ramp/warn-of-idle-follow-ups'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSettings, operator } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, data, settleAs, startCadence } from '../cadence/world.ts'

const log = createLog('test', 'silent')

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
  await changeSettings(world.root, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)
})
afterAll(() => world.stop())

const london = { time_zone: 'Europe/London', country_code: 'GB' }

type Waiting = { id: string; hash: string; motion: string; sends: number }
const waiting = async (): Promise<Waiting[]> => {
  const { rows } = await world.root.pool.query<Waiting>(
    `select b.id, encode(b.scope_hash, 'hex') as hash, b.motion, (select count(*)::int from send s where s.batch_id = b.id) as sends
     from batch b where b.status = 'PENDING' and b.expires_at > business_now() order by b.id`,
  )
  return rows
}

/** A person decides whatever waits. */
async function decide(isApproval: boolean): Promise<void> {
  for (const { id, hash } of await waiting()) {
    const refusal = await world.root.transaction((tx) => decideBatch(tx, operator, { batchId: id, scopeHash: hash }, isApproval))
    if (refusal) throw refusal
  }
}

/** What was approved leaves in its window, until an instant; what was approved too late is skipped, as the runner does. */
async function letGo(until: string): Promise<void> {
  for (;;) {
    await world.root.pool.query(
      `select skip_planned(array_agg(s.id), 'OUTSIDE_WINDOW', 'Its send window was over before it could be handed over.') from send s join batch b on b.id = s.batch_id
       where s.status = 'PLANNED' and b.status = 'APPROVED' and s.window_to <= business_now() having count(*) > 0`,
    )
    const { rows } = await world.root.pool.query<{ id: string; at: Date }>(
      `select s.id, greatest(s.window_from + interval '1 minute', business_now()) as at from send s join batch b on b.id = s.batch_id
       where s.status = 'PLANNED' and b.status = 'APPROVED' and s.window_from < $1 order by 2 limit 1`,
      [until],
    )
    const [next] = rows
    if (!next) break
    await world.clockTo(next.at.toISOString())
    await settleAs(world.root, [next.id], 'ACCEPTED')
  }
  await world.root.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where status = 'APPROVED' and not exists (
    select from send s where s.batch_id = batch.id and s.status = 'PLANNED')`)
  await world.clockTo(until)
}
const ask = () => dispatchFollowUps(world.writer, data, log)

/** Follow-ups that left, by lead: when, in Denver. */
async function left(leadIds: readonly string[]): Promise<Record<string, string>> {
  const { rows } = await world.root.pool.query<{ lead: string; at: string }>(
    `select lead_id as lead, to_char(accepted_at at time zone 'America/Denver', 'Dy HH24:MI') as at from send
     where motion = 'CADENCE' and status = 'ACCEPTED' and lead_id = any($1)`,
    [leadIds],
  )
  return Object.fromEntries(rows.map(({ lead, at }) => [lead, at]))
}
const openAlert = async (cause: string) => {
  const { rows } = await world.root.pool.query<{ severity: string; message: string; count: number }>(
    'select severity, message, count from alert where cause = $1 and resolved_at is null',
    [cause],
  )
  return rows
}

test('where people approve at nine in the morning, one follow-up leaves on each day that allows one, in London and in Denver', async () => {
  const leads = [await world.enrolled(london), await world.enrolled(london), await world.enrolled()]
  const [first = '', second = '', third = ''] = leads
  await changeSettings(world.root, 'dispatch', ['ceilings', 'emailPerDay'], 1)
  // Step 3 is due on Tuesday, in London eight hours before Denver's day begins.
  for (const day of ['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03']) {
    await letGo(`${day}T14:27:00.000Z`)
    await ask()
    await letGo(`${day}T16:00:00.000Z`)
    await decide(true)
    await letGo(`${day}T21:27:00.000Z`)
    await ask()
  }
  await letGo('2026-12-04T01:00:00.000Z')
  expect(await left(leads)).toEqual({
    [first]: 'Tue 01:01',
    [second]: 'Wed 01:01',
    [third]: 'Thu 13:01',
  })
})

test('what nobody decided in the morning is replaced in the afternoon by a batch of what can still go', async () => {
  await world.clockTo('2026-12-07T14:27:00.000Z')
  await ask()
  const [morning] = await waiting()
  expect(morning).toMatchObject({ motion: 'CADENCE', sends: 1 })
  // In Denver, Tuesday begins too late for a batch of Monday morning; whoever has waited longest there comes in the afternoon.
  await changeSettings(world.root, 'dispatch', ['ceilings', 'emailPerDay'], 2)
  await world.clockTo('2026-12-07T21:27:00.000Z')
  await ask()
  const [afternoon, ...others] = await waiting()
  expect(others).toEqual([])
  expect(afternoon).toMatchObject({ sends: 2 })
  const { rows } = await world.root.pool.query(
    `select b.status, array_agg(distinct s.code) as codes, count(a.*)::int as audits from batch b join send s on s.batch_id = b.id
     left join audit_entry a on a.subject_id = b.id::text and a.action = 'batch.cancelled' where b.id = $1 group by 1`,
    [morning?.id],
  )
  expect(rows).toEqual([{ status: 'CANCELLED', codes: ['BATCH_REPLACED'], audits: 1 }])
  await expect(decideOne(morning)).rejects.toThrow(/cancelled already/)
})

async function decideOne(batch: Waiting | undefined): Promise<void> {
  const refusal = await world.root.transaction((tx) =>
    decideBatch(tx, operator, { batchId: batch?.id ?? '', scopeHash: batch?.hash ?? '' }, true),
  )
  if (refusal) throw refusal
}

test('people are told once before the first window of what waits closes, until somebody decides', async () => {
  await tellWhatWaits(world.writer)
  expect(await openAlert('gate.first-window')).toEqual([])
  // London's morning is over at four in Denver.
  await world.clockTo('2026-12-08T09:30:00.000Z')
  await tellWhatWaits(world.writer)
  await tellWhatWaits(world.writer)
  expect(await openAlert('gate.first-window')).toEqual([
    { severity: 'WARNING', message: '2 follow-ups wait for approval; the first window closes at 04:00.', count: 1 },
  ])
  await decide(false)
  await tellWhatWaits(world.writer)
  expect(await openAlert('gate.first-window')).toEqual([])
})

test('follow-ups that wait while three sending days have room are a warning and no stop; a day that was full, or a guard, makes them none', async () => {
  await world.clockTo('2026-12-17T16:00:00.000Z')
  const warn = () => warnOfIdleFollowUps(world.writer, data)
  const idle = await warn()
  expect(idle.length).toBeGreaterThan(0)
  await warn()
  expect(await openAlert('gate.idle')).toEqual([
    {
      severity: 'WARNING',
      message: `${idle.length} follow-ups were ready before Thu 10 Dec, and no sending day since used its allowance up: 0 of 2, 0 of 2, 0 of 2.`,
      count: 1,
    },
  ])
  const { rows: stops } = await world.root.pool.query('select from emergency_stop where lifted_at is null')
  expect(stops).toEqual([])

  await world.root.pool.query(`insert into ceiling_use (day, scope, name, used) values ('2026-12-15', 'CHANNEL', 'EMAIL', 2)`)
  expect(await warn()).toEqual([])
  expect(await openAlert('gate.idle')).toEqual([])
  await world.root.pool.query(`update ceiling_use set used = 1 where day = '2026-12-15'`)
  expect(await warn()).toEqual(idle)
  await world.root.pool.query(`update lead set email_status = 'INVALID' where id in (select lead_id from draft where id = any($1))`, [
    idle.slice(1),
  ])
  expect(await warn()).toEqual(idle.slice(0, 1))
})

test('a batch that was replaced on the next morning was left waiting the day before; one that a person takes back is not asked for again that day', async () => {
  await world.clockTo('2026-12-21T21:27:00.000Z')
  await ask()
  const [undecided] = await waiting()
  expect(undecided).toMatchObject({ motion: 'CADENCE' })
  await world.clockTo('2026-12-22T14:27:00.000Z')
  await ask()
  const { rows } = await world.root.pool.query(
    `select b.status, f.pending from batch b, day_facts(array['2026-12-21'::date]) f where b.id = $1`,
    [undecided?.id],
  )
  expect(rows).toEqual([{ status: 'CANCELLED', pending: 1 }])

  const [anew, ...others] = await waiting()
  expect(others).toEqual([])
  await cancelBatch(world.root, operator, { batchId: anew?.id ?? '', reason: 'Not today.' })
  await ask()
  await world.clockTo('2026-12-22T21:27:00.000Z')
  await ask()
  expect(await waiting()).toEqual([])
})
