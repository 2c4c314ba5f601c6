import { randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { approvedSend, changeSettings, makeAccounts, makeBatch, moveClock, reserve, tuesdayMorning } from '../harness/make-dispatch.ts'
import { delivered, payload, sentLeads } from '../integration/signals/sent-leads.ts'

let database: TestDatabase
let writer: Writer
const log = createLog('test', 'silent')

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 10, onConnectionError: () => {} })
  const superuser = createWriter({ url: database.urls.superuser, name: 'arrange', maxConnections: 1, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning).catch(() => moveClock(superuser, tuesdayMorning))
  await changeSettings(superuser, 'dispatch', ['ceilings', 'emailPerDay'], 10_000)
  await changeSettings(superuser, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], 10_000)
  await changeSettings(superuser, 'dispatch', ['ramp', 'emailPerDay'], 10_000)
  await makeAccounts(superuser, 1)
  await superuser.end()
})
beforeEach(async () => {
  await writer.pool.query(`update provider_hook set is_hearing = true, checked_at = now() + interval '1 day'`)
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

async function hear(type: string, email: string, text?: string): Promise<void> {
  const { rows } = await writer.pool.query<{ now: Date }>('select business_now() as now')
  await writer.transaction((tx) =>
    storeDeliveries(tx, [
      delivered(
        payload(type, { email, campaignId: randomUUID() }, { at: rows[0]?.now ?? new Date(), ...(text === undefined ? {} : { text }) }),
      ),
    ]),
  )
  await applyAllDeliveries(writer, log)
}

test.each([
  ['lead_unsubscribed', undefined, 'UNSUBSCRIBED'],
  ['email_bounced', undefined, 'BOUNCED'],
  ['reply_received', 'Sounds good, call me.', 'REPLIED'],
  ['reply_received', 'Bitte abmelden', 'UNSUBSCRIBED'],
])('after %s (%s) is applied no send to that person can be reserved', async (type, text, status) => {
  const frozen = await approvedSend(writer)
  const { sendIds } = await makeBatch(writer, [frozen])
  await hear(type, frozen.address, text)
  const { rows } = await writer.pool.query('select status from lead where id = $1', [frozen.lead])
  expect(rows).toEqual([{ status }])
  const [answer] = await reserve(writer.pool, sendIds)
  expect(answer?.reserved).toBe(false)
  expect(['SUPPRESSED', 'STATUS_FORBIDS']).toContain(answer?.code)
})

test('however an address is written, it is the one person that is suppressed', async () => {
  for (const [at, spelled] of ['AnA.Ruiz{n}@Gmail.com', 'anaruiz{n}+news@googlemail.com', 'a.n.a.ruiz{n}@gmail.com '].entries()) {
    const frozen = await approvedSend(writer, { email: `anaruiz${at}@gmail.com` })
    const { sendIds } = await makeBatch(writer, [frozen])
    await hear('lead_unsubscribed', spelled.replace('{n}', String(at)))
    expect((await reserve(writer.pool, sendIds))[0]).toMatchObject({ reserved: false })
  }
})

test('racing reservations: none that starts after the opt-out is committed gets through', async () => {
  const frozen = await Promise.all(Array.from({ length: 12 }, () => approvedSend(writer)))
  const batches = await Promise.all(frozen.map((one) => makeBatch(writer, [one])))
  const outcomes = await Promise.all(
    frozen.map(async (one, at) => {
      let committed = Number.POSITIVE_INFINITY
      const stop = hear('lead_unsubscribed', one.address).then(() => {
        committed = performance.now()
      })
      const tries: { started: number; reserved: boolean }[] = []
      while (tries.length < 6) {
        const started = performance.now()
        const [answer] = await reserve(writer.pool, batches[at]?.sendIds ?? [])
        tries.push({ started, reserved: answer?.reserved === true })
        if (answer?.reserved) break
      }
      await stop
      return tries.filter(({ started, reserved }) => reserved && started > committed)
    }),
  )
  expect(outcomes.flat()).toEqual([])
})

test('what a platform holds for who opted out is asked back in the same transaction, and what stays for others is not', async () => {
  const { campaignId, leads } = await sentLeads(writer, { count: 3 })
  const [gone, answered, other] = leads
  if (!gone || !answered || !other) throw new Error('no leads')
  await hear('lead_unsubscribed', gone.email)
  await hear('reply_received', answered.email, 'Yes, call me.')
  const { rows } = await writer.pool.query<{ send: string; confirmed: boolean }>(
    `select r.send_id as send, r.confirmed_at is not null as confirmed from recall r join campaign c on c.id = r.campaign_id where c.provider_campaign_id = $1`,
    [campaignId],
  )
  expect(rows.map(({ send }) => send).sort()).toEqual([gone.sendId, answered.sendId].sort())
})

test('an opt-out withdraws open drafts and is never lifted by what is heard later', async () => {
  const frozen = await approvedSend(writer)
  await hear('lead_unsubscribed', frozen.address)
  expect((await writer.pool.query('select status from draft where id = $1', [frozen.draft])).rows).toEqual([{ status: 'WITHDRAWN' }])
  for (const type of ['email_sent', 'email_opened', 'lead_interested', 'email_bounced']) await hear(type, frozen.address)
  await hear('reply_received', frozen.address, 'I changed my mind, write again.')
  expect((await writer.pool.query('select status from lead where id = $1', [frozen.lead])).rows).toEqual([{ status: 'UNSUBSCRIBED' }])
  const { rows } = await writer.pool.query('select reason from suppression where person_key = $1 and lifted_at is null', [frozen.address])
  expect(rows).toEqual([{ reason: 'This person asked not to be written to again.' }])
})
