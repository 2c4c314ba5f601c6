import { createWriter, type Sql, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret } from '../harness/api.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { eventually, startRunnerProcess } from '../harness/runner.ts'
import { startApiProcess } from '../harness/served.ts'
import { endStates, permutations } from '../integration/signals/end-states.ts'
import { delivered, payload, sentLeads } from '../integration/signals/sent-leads.ts'

let database: TestDatabase
let writer: Writer
const log = createLog('test', 'silent')

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 6, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const sentAt = Date.now() - 86_400_000
const minutes = (count: number) => new Date(sentAt + count * 60_000)

/** Everything that Instantly tells of one mail. */
const events = {
  sent: (about: About) => payload('email_sent', about, { at: minutes(0) }),
  scanned: (about: About) => payload('email_opened', about, { at: new Date(sentAt + 4_000) }),
  opened: (about: About) => payload('email_opened', about, { at: minutes(60) }),
  openedAgain: (about: About) => payload('email_opened', about, { at: minutes(90) }),
  clicked: (about: About) => payload('link_clicked', about, { at: minutes(61) }),
  replied: (about: About) => payload('reply_received', about, { at: minutes(70), emailId: 'mail-2', text: 'Sounds good, call me.' }),
  askedToStop: (about: About) =>
    payload('reply_received', about, { at: minutes(80), emailId: 'mail-3', text: 'Please remove me from your list.' }),
  notNow: (about: About) =>
    payload('reply_received', about, { at: minutes(75), emailId: 'mail-5', text: 'Not now. Ask me again on 1 May 2027.' }),
  notNowAgain: (about: About) =>
    payload('reply_received', about, { at: minutes(95), emailId: 'mail-6', text: 'Not now. Ask me again on 1 April 2027.' }),
  notInterested: (about: About) =>
    payload('reply_received', about, { at: minutes(85), emailId: 'mail-7', text: 'No thanks, not interested.' }),
  away: (about: About) =>
    payload('auto_reply_received', about, { at: minutes(1), emailId: 'mail-4', text: 'I am out of office until Monday.' }),
  bounced: (about: About) => payload('email_bounced', about, { at: minutes(2) }),
  unsubscribed: (about: About) => payload('lead_unsubscribed', about, { at: minutes(63) }),
  labelled: (about: About) => payload('lead_interested', about, { at: minutes(71) }),
} as const
type About = { email: string; campaignId: string }
type EventName = keyof typeof events
const eventNames = Object.keys(events) as EventName[]

/** Sets that have been wrong in one way or another, or would be if a safeguard were missing. */
const atOnce = [false, false, false, false, true]
const oneByOne = [true, true, true, true, true]
const hard: [EventName[], string, boolean[]][] = [
  [['bounced', 'unsubscribed'], 'DISPATCHED', oneByOne],
  [['askedToStop', 'bounced', 'sent'], 'DISQUALIFIED', oneByOne],
  [['sent', 'scanned', 'opened', 'replied', 'unsubscribed'], 'DISPATCHED', oneByOne],
  [['sent', 'sent', 'replied', 'replied', 'scanned'], 'GHOSTED', oneByOne],
  [['sent', 'sent', 'opened', 'bounced', 'bounced'], 'PENDING', atOnce],
  [['sent', 'scanned'], 'REVIVAL_QUEUED', oneByOne],
  [['notNow', 'notNowAgain', 'replied'], 'SENT', oneByOne],
  [['notInterested', 'bounced', 'notNow'], 'SENT', oneByOne],
]

test('all orders of the same deliveries, copies among them, end in the same state', async () => {
  const seed = Date.now()
  process.stdout.write(`i7 seed ${seed}\n`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...eventNames), { minLength: 2, maxLength: 5 }),
      fc.constantFrom(
        'DISPATCHED',
        'PENDING',
        'APPROVED',
        'GHOSTED',
        'STALLED',
        'ENGAGED_NOT_REPLIED',
        'REVIVAL_QUEUED',
        'OPENED',
        'DISQUALIFIED',
      ),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (names, status, pauses) => {
        const orders = permutations(names)
        const { campaignId, leads } = await sentLeads(writer, { count: orders.length, status })
        for (let step = 0; step < names.length; step++) {
          const group = orders.flatMap((order, at) => {
            const name = order[step]
            const lead = leads[at]
            return name && lead ? [delivered(events[name]({ email: lead.email, campaignId }))] : []
          })
          await writer.transaction((tx) => storeDeliveries(tx, group))
          // Sometimes each is applied as it comes, sometimes several at once, and always by two at a time.
          if (pauses[step] || step === names.length - 1)
            await Promise.all([applyAllDeliveries(writer, log), applyAllDeliveries(writer, log)])
        }
        const states = await endStates(writer, leads)
        expect(states).toHaveLength(orders.length)
        expect([...new Set(states)]).toHaveLength(1)
        // However often one came, it counts once; an answer that asks to stop is two signals.
        const { rows } = await writer.pool.query<{ count: number }>(
          'select count(*)::int as count from signal where lead_id = any($1::uuid[])',
          [leads.map(({ id }) => id)],
        )
        const once = [...new Set(names)].reduce((sum, name) => sum + (name === 'askedToStop' || name === 'notInterested' ? 2 : 1), 0)
        expect(rows).toEqual([{ count: once * leads.length }])
      },
    ),
    { seed, numRuns: 20, examples: hard },
  )
})

const refusers = ['the database refuses', 'the code stumbles over']
test.each(refusers)('one that %s leaves nothing half done, and holds up no other', async (why) => {
  const { campaignId, leads } = await sentLeads(writer, { count: 2 })
  const [bad, good] = leads
  if (!bad || !good) throw new Error('no leads')
  // A rule of the database that only this lead breaks, in the middle of its effects.
  const superuser = createWriter({ url: database.urls.superuser, name: 'breaker', maxConnections: 1, onConnectionError: () => {} })
  if (why === 'the database refuses')
    await superuser.pool.query(`alter table suppression add constraint broken check (email is distinct from '${bad.email}') not valid`)
  // Or a mistake of ours, once that lead has moved.
  const stumbling = (tx: Sql) =>
    new Proxy(tx, {
      get: (target, name) =>
        name !== 'execute'
          ? Reflect.get(target, name)
          : async (query: Parameters<Sql['execute']>[0]) => {
              const found = await target.execute(query)
              if (JSON.stringify(found).includes(JSON.stringify({ id: bad.id }))) throw new RangeError('Invalid time value')
              return found
            },
    })
  const clumsy: Writer = { ...writer, transaction: (work) => writer.transaction((tx) => work(stumbling(tx))) }
  await writer.transaction((tx) =>
    storeDeliveries(
      tx,
      [bad, good].map(({ email }) => delivered(events.unsubscribed({ email, campaignId }))),
    ),
  )
  await applyAllDeliveries(why === 'the database refuses' ? writer : clumsy, log)
  const { rows } = await writer.pool.query<{ id: string; status: string; signals: string; applied: boolean; error: string | null }>(
    `select l.id, l.status, (select count(*) from signal g where g.lead_id = l.id) as signals, d.applied_at is not null as applied, d.error
     from lead l join delivery d on convert_from(d.body, 'UTF8')::jsonb->>'lead_email' = l.email where l.id = any($1::uuid[]) order by l.status`,
    [[bad.id, good.id]],
  )
  expect(rows).toEqual([
    { id: bad.id, status: 'DISPATCHED', signals: '0', applied: false, error: expect.stringContaining('could not be applied') },
    { id: good.id, status: 'UNSUBSCRIBED', signals: '1', applied: true, error: null },
  ])
  await superuser.pool.query('alter table suppression drop constraint if exists broken')
  await superuser.end()
})

test('what was answered survives kill -9 of the API, and is applied once though the runner is killed at it', async () => {
  const count = 400
  const { campaignId, leads } = await sentLeads(writer, { count })
  const api = await startApiProcess(database, { INSTANTLY_WEBHOOK_SECRET: hookSecret })
  const bodies = leads.flatMap(({ email }) => [
    events.sent({ email, campaignId }),
    events.replied({ email, campaignId }),
    events.replied({ email, campaignId }),
  ])
  const answered: Record<string, unknown>[] = []
  const senders = Array.from({ length: 24 }, async (_, sender) => {
    for (let at = sender; at < bodies.length; at += 24) {
      const body = bodies[at]
      try {
        const response = await fetch(`${api.url}/webhooks/instantly`, {
          method: 'POST',
          headers: { [hookSecretHeader]: hookSecret },
          body: JSON.stringify(body),
        })
        if (response.status === 200 && body) answered.push(body)
      } catch {
        // Not answered: it may be there or not.
      }
    }
  })
  await eventually(async () => (answered.length > 300 ? true : null))
  api.victim.kill()
  await api.victim.ended
  await Promise.all(senders)
  const { rows: kept } = await writer.pool.query<{ body: string }>(
    `select convert_from(body, 'UTF8') as body from delivery where not is_duplicate`,
  )
  const keptBodies = new Set(kept.map(({ body }) => body))
  expect(answered.filter((body) => !keptBodies.has(JSON.stringify(body)))).toEqual([])

  // Killed at it three times.
  for (let kill = 0; kill < 3; kill++) {
    const runner = await startRunnerProcess(database)
    await new Promise((resolve) => setTimeout(resolve, 40 * (kill + 1)))
    await runner.kill()
  }
  const runner = await startRunnerProcess(database)
  await eventually(async () => {
    const { rows } = await writer.pool.query<{ waiting: string }>(
      'select count(*) as waiting from delivery where applied_at is null and error is null',
    )
    return rows[0]?.waiting === '0' ? true : null
  })
  await runner.stop()
  const { rows } = await writer.pool.query<{ deliveries: string; signals: string; entries: string }>(
    `select (select count(*) from delivery where not is_duplicate and lead_id = any($1::uuid[])) as deliveries,
       (select count(*) from signal where lead_id = any($1::uuid[])) as signals,
       (select count(*) from timeline_entry where lead_id = any($1::uuid[]) and (kind = 'proof' or (kind = 'signal' and detail ? 'signal'))) as entries`,
    [leads.map(({ id }) => id)],
  )
  expect(rows[0]?.signals).toBe(rows[0]?.deliveries)
  expect(rows[0]?.entries).toBe(rows[0]?.deliveries)
  expect(Number(rows[0]?.deliveries)).toBeGreaterThan(200)
  const { rows: twice } = await writer.pool.query(
    'select lead_id, kind from signal where lead_id = any($1::uuid[]) group by lead_id, kind having count(*) > 1',
    [leads.map(({ id }) => id)],
  )
  expect(twice).toEqual([])
})
