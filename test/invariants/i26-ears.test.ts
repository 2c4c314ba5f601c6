import { randomInt, randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { resolveAlert } from '@swarm/jobs/alerts/resolve-alert'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeMissed, writeHearing, writeHook } from '../../jobs/src/signals/hook-state.ts'
import { replayDeliveries } from '../../jobs/src/signals/replay-deliveries.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import * as make from '../harness/make.ts'
import {
  approvedSend,
  makeAccounts,
  makeBatch,
  moveClock,
  operator,
  proveByHand,
  reserve,
  sendTo,
  tuesdayMorning,
} from '../harness/make-dispatch.ts'

const seed = Number(process.env.SEED ?? randomInt(1_000_000))
const log = createLog('test', 'silent')

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  const [account = ''] = await makeAccounts(writer, 1)
  await writer.pool.query(`select graduate_ramp('test', 'for a test')`)
  await writer.pool.query(
    `insert into sending_account (platform, address, domain, position, created_at) values ('RESEND', $1, 'sender-0.example', 1, '2026-01-01')`,
    [account],
  )
  const { batchId } = await makeBatch(writer, [sendTo('test-resend@inside.example', { platform: 'RESEND', step: 0 })], { isTest: true })
  await proveByHand(writer, batchId)
  await writer.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

/** An event of Instantly's that happened so many minutes ago. */
async function eventOf(minutesAgo: number, type = 'email_opened') {
  const at = (await make.now(writer)).getTime() - minutesAgo * 60_000
  const lead = await make.lead(writer, { columns: { status: 'SENT' } })
  const payload = { event_type: type, lead_email: lead.email, campaign_id: randomUUID(), timestamp: new Date(at).toISOString() }
  const body = Buffer.from(JSON.stringify(payload))
  return { at, delivery: { provider: 'instantly', headers: {}, body, isAuthenticated: true } }
}

/** Why a request to a platform may not start now; null when it may. */
async function whyNot(platform: 'INSTANTLY' | 'RESEND'): Promise<string | null> {
  const { sendIds } = await makeBatch(writer, [await approvedSend(writer, { platform })])
  const { rows } = await writer.pool.query<{ rule: string }>(`select rule from send_verdicts(send_items($1), 'RESERVE') where not passed`, [
    sendIds,
  ])
  const codes = rows.map(({ rule }) => rule)
  const [answer] = await reserve(writer.pool, sendIds)
  // The last word before the first byte says the same.
  expect(answer?.reserved).toBe(codes.length === 0)
  expect(codes.filter((code) => code !== 'DEAF')).toEqual([])
  await writer.pool.query(`update send set status = 'SKIPPED', code = 'X' where id = any($1)`, [sendIds])
  await writer.pool.query(`delete from ceiling_use; `)
  return codes[0] ?? null
}

const refused = `cause = 'delivery.refused' and resolved_at is null`

/** Ways to be deaf, and what ends each. */
const deafness: readonly { name: string; begin(): Promise<void>; end(): Promise<void> }[] = [
  {
    name: 'the subscription is disabled',
    begin: () => writeHook(writer, 'instantly', { isHearing: false, problem: 'It is disabled.' }),
    end: () => writeHearing(writer, 'instantly'),
  },
  {
    name: 'nobody looked at it for a quarter of an hour',
    begin: async () =>
      void (await writer.pool.query(`update provider_hook set checked_at = now() - interval '16 minutes' where provider = 'instantly'`)),
    end: () => writeHearing(writer, 'instantly'),
  },
  {
    name: 'it was never made',
    begin: async () => void (await writer.pool.query(`delete from provider_hook where provider = 'instantly'`)),
    end: () => writeHearing(writer, 'instantly'),
  },
  {
    name: 'polling found an event that is older than ten minutes',
    begin: async () => void (await takeMissed({ writer, log }, 'instantly', [await eventOf(11)])),
    end: () => writeHearing(writer, 'instantly'),
  },
  {
    name: 'the inbox can not apply what came',
    async begin() {
      await writer.pool.query(
        `insert into delivery (id, provider, event_type, headers, body, is_authenticated, received_at) values (uuid_v7(business_now()), 'instantly', 'email_opened', '{}', '{}', true, business_now() - interval '2 minutes')`,
      )
      await writeHearing(writer, 'instantly')
    },
    async end() {
      await writer.pool.query(`update delivery set applied_at = business_now() where applied_at is null and error is null`)
      await writeHearing(writer, 'instantly')
    },
  },
  {
    name: 'no opt-out can be applied',
    async begin() {
      await writer.pool.query('alter table suppression add constraint broken check (false) not valid')
      const events = [await eventOf(1, 'lead_unsubscribed'), await eventOf(1, 'lead_unsubscribed'), await eventOf(1, 'lead_unsubscribed')]
      await takeMissed({ writer, log }, 'instantly', events.slice(1))
      await writeHearing(writer, 'instantly')
      // One or two odd ones don't end all sending; an alert tells of them.
      expect(await whyNot('INSTANTLY')).toBeNull()
      await takeMissed({ writer, log }, 'instantly', events.slice(0, 1))
      await writeHearing(writer, 'instantly')
    },
    async end() {
      await writer.pool.query('alter table suppression drop constraint broken')
      const meant = { provider: 'instantly', eventType: 'lead_unsubscribed' }
      expect(await replayDeliveries(writer, log, operator, meant)).toEqual({ tried: 3, applied: 3, left: 0 })
      await writeHearing(writer, 'instantly')
    },
  },
  {
    name: 'several can never be applied, until a person has set them aside',
    async begin() {
      await writer.pool.query('alter table suppression add constraint broken check (false) not valid')
      const events = [await eventOf(1, 'lead_unsubscribed'), await eventOf(1, 'lead_unsubscribed'), await eventOf(1, 'lead_unsubscribed')]
      await takeMissed({ writer, log }, 'instantly', events)
      await writer.pool.query('alter table suppression drop constraint broken')
      await writeHearing(writer, 'instantly')
    },
    async end() {
      const { rows } = await writer.pool.query<{ id: string; message: string }>(`select id, message from alert where ${refused}`)
      expect(rows).toMatchObject([{ message: expect.stringContaining('on Deliveries') }])
      await resolveAlert(writer, operator, { alertId: rows[0]?.id ?? '', note: 'They opted out by hand.' })
      await writeHearing(writer, 'instantly')
      // What fails from then on counts anew, and what was set aside can still be replayed.
      const meant = { provider: 'instantly', eventType: 'lead_unsubscribed' }
      expect(await replayDeliveries(writer, log, operator, meant)).toEqual({ tried: 3, applied: 3, left: 0 })
    },
  },
]

test(`while we are deaf on one platform nothing is handed to it, until the gap is filled; the others go on (seed ${seed})`, async () => {
  await writeHearing(writer, 'instantly')
  expect(await whyNot('INSTANTLY')).toBeNull()
  const order = deafness.map((way, place) => ({ way, place: (seed * (place + 7)) % 11 })).toSorted((a, b) => a.place - b.place)
  for (const { way } of order) {
    await way.begin()
    expect([way.name, await whyNot('INSTANTLY')]).toEqual([way.name, 'DEAF'])
    expect([way.name, await whyNot('RESEND')]).toEqual([way.name, null])
    await way.end()
    expect([way.name, await whyNot('INSTANTLY')]).toEqual([way.name, null])
  }
})

test('an event that is only some minutes late makes nobody deaf, and one that was brought already is no gap', async () => {
  await writeHearing(writer, 'instantly')
  expect(await takeMissed({ writer, log }, 'instantly', [await eventOf(9)])).toBe(1)
  expect(await whyNot('INSTANTLY')).toBeNull()
  const late = await eventOf(30)
  expect(await takeMissed({ writer, log }, 'instantly', [late])).toBe(1)
  await writeHearing(writer, 'instantly')
  expect(await takeMissed({ writer, log }, 'instantly', [late])).toBe(0)
  expect(await whyNot('INSTANTLY')).toBeNull()
})
