import { createWriter } from '@swarm/db/write'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import { dispatch } from '@swarm/jobs/dispatch/dispatch'
import { planDispatch } from '@swarm/jobs/dispatch/plan-dispatch'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { changeSettings, operator, reserve } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, data, startCadence } from '../cadence/world.ts'

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
  await changeSettings(world.root, 'dispatch', ['separateApprover'], 'off')
  await changeSettings(world.root, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)
  await changeSettings(world.root, 'dispatch', ['batchExpiryHours'], 36)
  for (const name of ['emailPerDay', 'emailPerAccountPerDay']) await changeSettings(world.root, 'dispatch', ['ceilings', name], 8)
  await changeSettings(world.root, 'dispatch', ['ramp', 'canaryDays'], 0)
  await changeSettings(world.root, 'dispatch', ['ramp', 'emailStepsAfter'], [])
})
afterAll(() => world.stop())

type Motion = 'OUTBOUND' | 'REVIVAL'
type Person = { motion: Motion; zone: string; status: string; tier: string; isWarm: boolean }
/** What happens to somebody between freezing and sending. */
type Blow = 'NONE' | 'SUPPRESSED' | 'EXCLUDED' | 'REPLIED' | 'REJECTED' | 'GONE'

const person: fc.Arbitrary<Person> = fc.record({
  motion: fc.constantFrom<Motion>('OUTBOUND', 'REVIVAL'),
  zone: fc.constantFrom('America/Denver', 'America/New_York', 'Europe/London', 'America/Los_Angeles'),
  status: fc.constantFrom('APPROVED', 'APPROVED', 'APPROVED', 'BOUNCED'),
  tier: fc.constantFrom('TIER_1', 'TIER_2', 'TIER_3'),
  isWarm: fc.boolean(),
})
const blow = fc.constantFrom<Blow>('NONE', 'NONE', 'NONE', 'SUPPRESSED', 'EXCLUDED', 'REPLIED', 'REJECTED', 'GONE')

const query = (text: string, values: unknown[] = []) => world.root.pool.query(text, values)

async function add({ motion, zone, status, tier, isWarm }: Person): Promise<void> {
  const revived = status === 'APPROVED' && motion === 'REVIVAL' ? 'REVIVAL_QUEUED' : status
  const account = motion === 'REVIVAL' ? `ana@sender-${isWarm ? 0 : 1}.example` : null
  const lead = await make.lead(world.root, {
    columns: { status: revived, tier, time_zone: zone, country_code: zone === 'Europe/London' ? 'GB' : 'US', account },
  })
  const columns = { status: 'APPROVED', decided_at: await make.now(world.root), motion, round: motion === 'REVIVAL' ? 2 : 1 }
  await make.draft(world.root, { lead, columns })
}

async function strike(leadId: string, what: Blow): Promise<void> {
  switch (what) {
    case 'NONE':
      return
    case 'SUPPRESSED':
      return void (await query(
        `insert into suppression (email, person_key, reason, source, at) select email, person_key, 'unsubscribed', 'test', business_now() from lead where id = $1`,
        [leadId],
      ))
    case 'EXCLUDED':
      return void (await query(
        `insert into exclusion (kind, domain, source, at) select 'CUSTOMER', split_part(email, '@', 2), 'test', business_now() from lead where id = $1`,
        [leadId],
      ))
    case 'REPLIED':
      return void (await query(`update lead set status = 'REPLIED' where id = $1`, [leadId]))
    case 'REJECTED':
      return void (await query(`update draft set status = 'REJECTED', version = version + 1 where lead_id = $1 and status = 'APPROVED'`, [
        leadId,
      ]))
    case 'GONE':
      return void (await query(`update lead set status = 'UNSUBSCRIBED' where id = $1`, [leadId]))
    default:
      return what satisfies never
  }
}

/** Business time goes on between the two, so the minute of the sending may differ. */
const keyOf = ({ draftId, account }: { draftId: string; account: string }) => `${draftId} ${account}`

test('of all motions exactly what the preview said is frozen, and of that exactly what nothing happened to is sent; the rest says why', async () => {
  // Follow-ups that are due: their first touch went out days ago.
  for (let index = 0; index < 3; index++) await world.enrolled({}, undefined)
  await world.clockTo('2026-12-01T13:00:00.000Z')
  let [sent, refused, followUps] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 2, maxLength: 9 }),
      fc.array(blow, { minLength: 12, maxLength: 12 }),
      async (people, blows) => {
        await query(
          `select end_batches(array(select id from batch where status in ('PENDING', 'APPROVED')), 'CANCELLED', 'TEST', 'x', 'test')`,
        )
        await query(`update draft set status = 'WITHDRAWN' where motion <> 'CADENCE' and status = 'APPROVED'`)
        for (const one of people) await add(one)

        const seen = await planDispatch(world.writer.sql, data, { motion: 'ALL' })
        const orders = seen.planned.map(({ motion }) => ['CADENCE', 'OUTBOUND', 'REVIVAL'].indexOf(motion))
        expect(orders).toEqual(orders.toSorted())
        const { batchIds } = await dispatch(world.writer, operator, data, { motion: 'ALL' })
        const frozen = await query(
          `select s.id, s.lead_id as "leadId", s.draft_id as "draftId", s.account, s.window_from as "windowFrom", s.motion
         from send s where s.batch_id = any ($1)`,
          [batchIds],
        )
        expect(frozen.rows.map(keyOf).sort()).toEqual(seen.planned.map(keyOf).sort())
        expect(seen.planned.length + seen.held.length).toBe(
          people.length +
            frozen.rows.filter(({ motion }) => motion === 'CADENCE').length +
            seen.held.filter(({ motion }) => motion === 'CADENCE').length,
        )
        followUps += frozen.rows.filter(({ motion }) => motion === 'CADENCE').length

        for (const batchId of batchIds) {
          const { rows } = await query(`select encode(scope_hash, 'hex') as hash from batch where id = $1`, [batchId])
          expect(await world.writer.transaction((tx) => decideBatch(tx, operator, { batchId, scopeHash: rows[0].hash }, true))).toBeNull()
        }
        const struck = new Map<string, Blow>()
        for (const [place, { leadId, motion }] of frozen.rows.entries()) {
          const what = motion === 'CADENCE' ? 'NONE' : (blows[place] ?? 'NONE')
          struck.set(leadId, what)
          await strike(leadId, what)
        }

        // Each at its time, as far as this day goes; the day is taken back so that the next world has it too.
        const client = await world.root.pool.connect()
        try {
          await client.query('begin')
          for (const { id, leadId, windowFrom } of frozen.rows.toSorted((a, b) => a.windowFrom - b.windowFrom)) {
            await client.query(`update installation set moved = greatest(moved, $1::timestamptz - now())`, [windowFrom])
            const [answer] = await reserve(client, [id])
            expect({ leadId, reserved: answer?.reserved }).toEqual({ leadId, reserved: struck.get(leadId) === 'NONE' })
            if (answer?.reserved) sent += 1
            else {
              expect(answer?.code).toMatch(/^[A-Z_]+$/)
              refused += 1
            }
          }
        } finally {
          await client.query('rollback')
          client.release()
        }
      },
    ),
    { numRuns: 8, seed: 7 },
  )
  // A world in which nothing ever goes, or nothing is ever in the way, shows nothing.
  expect({ isSent: sent > 10, isRefused: refused > 3, hasFollowUps: followUps > 0 }).toEqual({
    isSent: true,
    isRefused: true,
    hasFollowUps: true,
  })
}, 120_000)

test('however many dispatch at once, each draft is frozen once', async () => {
  await query(`select end_batches(array(select id from batch where status in ('PENDING', 'APPROVED')), 'CANCELLED', 'TEST', 'x', 'test')`)
  for (let index = 0; index < 4; index++)
    await add({ motion: index % 2 ? 'REVIVAL' : 'OUTBOUND', zone: 'America/Denver', status: 'APPROVED', tier: 'TIER_1', isWarm: true })
  const runners = Array.from({ length: 6 }, () =>
    createWriter({ url: world.database.urls.jobs, name: 'test', maxConnections: 1, onConnectionError: () => {} }),
  )
  try {
    const answers = await Promise.all(runners.map((runner) => dispatch(runner, operator, data, { motion: 'ALL' })))
    const ids = answers.flatMap(({ batchIds }) => batchIds)
    const { rows } = await query('select draft_id, count(*)::int from send where batch_id = any ($1) group by 1', [ids])
    expect(rows.length).toBeGreaterThanOrEqual(4)
    expect(rows.filter(({ count }) => count > 1)).toEqual([])
  } finally {
    for (const runner of runners) await runner.end()
  }
})

test('a revival leaves from an account that is done warming up, through the CRM where that knows them, and else not at all', async () => {
  await query(`select end_batches(array(select id from batch where status in ('PENDING', 'APPROVED')), 'CANCELLED', 'TEST', 'x', 'test')`)
  await query(`update draft set status = 'WITHDRAWN' where status = 'APPROVED'`)
  await query(`update sending_account set created_at = business_now() - interval '10 days' where address = 'ana@sender-1.example'`)
  await add({ motion: 'REVIVAL', zone: 'America/Denver', status: 'APPROVED', tier: 'TIER_1', isWarm: true })
  await add({ motion: 'REVIVAL', zone: 'America/Denver', status: 'APPROVED', tier: 'TIER_1', isWarm: false })
  await add({ motion: 'OUTBOUND', zone: 'America/Denver', status: 'APPROVED', tier: 'TIER_1', isWarm: false })
  const known = await make.lead(world.root, { columns: { status: 'REVIVAL_QUEUED', account: 'ana@sender-0.example' } })
  await make.draft(world.root, {
    lead: known,
    columns: { status: 'APPROVED', motion: 'REVIVAL', round: 2, decided_at: await make.now(world.root) },
  })
  await query(
    `insert into contact (provider_contact_id, email, person_keys, lead_id, synced_at) values ('c1', $1, array[$1], $2, business_now())`,
    [known.email, known.id],
  )
  const { planned, held } = await planDispatch(world.writer.sql, data, { motion: 'REVIVAL' })
  expect(planned.map(({ account }) => account)).toEqual(['ana@sender-0.example'])
  expect(held.find(({ message }) => message.includes('warming up'))).toMatchObject({
    code: 'NOT_READY',
    message: 'ana@sender-1.example is still warming up; revivals wait for an account that is done.',
  })
  // There is no account at the CRM here: it waits, instead of going out cold.
  expect(held.find(({ leadId }) => leadId === known.id)).toMatchObject({ code: 'DEAF' })
})
