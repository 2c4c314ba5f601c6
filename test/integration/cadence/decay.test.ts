import { lastFiring } from '@swarm/jobs/clock/last-firing'
import { detectDecay } from '@swarm/jobs/decay/detect-decay'
import { contracts } from '@swarm/jobs/queue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkedinAccount } from '../../harness/linkedin.ts'
import * as make from '../../harness/make.ts'
import { makeBatch, operator, sendTo } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, startCadence } from './world.ts'

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
})
afterAll(() => world.stop())

const hour = 3_600_000
const silentFor = async (hours: number, status: string): Promise<string> => {
  const at = new Date((await make.now(world.root)).getTime() - hours * hour)
  const { id } = await make.lead(world.root, { columns: { status, last_activity_at: at } })
  return id
}
const opens = (leadId: string, count: number, open = 'human') =>
  world.root.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail)
     select uuid_v7(business_now()), $1, 'EMAIL_OPENED', 'instantly', business_now() - n * interval '1 hour', jsonb_build_object('open', $3::text) from generate_series(1, $2) n`,
    [leadId, count, open],
  )
const statusOf = async (leadId: string) => (await world.root.pool.query('select status from lead where id = $1', [leadId])).rows[0].status

test('who is laid aside is counted from the daily look, at the hour at which its job is due', async () => {
  for (const after of ['2026-11-24T09:59:59.999Z', '2026-11-24T10:00:00.000Z', '2026-11-24T10:00:00.001Z', '2026-12-31T23:59:00.000Z']) {
    const { rows } = await world.root.pool.query<{ look: Date }>('select next_decay($1) as look', [after])
    const look = rows[0]?.look ?? new Date(0)
    expect(look).toEqual(lastFiring(contracts.detectDecay.schedule ?? 'never', look))
    const waitedMs = look.getTime() - Date.parse(after)
    expect(waitedMs >= 0 && waitedMs < 24 * hour, after).toBe(true)
  }
})

test('each rule moves its leads after its time, not before, and a dry run changes nothing', async () => {
  const cases: [string, number, string, string][] = [
    ['SENT', 71, 'SENT', 'no open, not yet'],
    ['SENT', 73, 'GHOSTED', 'no open'],
    ['REVIVAL_SENT', 73, 'GHOSTED', 'no open of a revival'],
    ['LINKEDIN_SENT', 13 * 24, 'LINKEDIN_SENT', 'not accepted, not yet'],
    ['LINKEDIN_SENT', 15 * 24, 'GHOSTED', 'not accepted'],
    ['OPENED', 6 * 24, 'OPENED', 'no reply, not yet'],
    ['OPENED', 8 * 24, 'STALLED', 'no reply'],
    ['GHOSTED', 29 * 24, 'GHOSTED', 'silent, not yet'],
    ['STALLED', 31 * 24, 'REVIVAL_CANDIDATE', 'silent'],
    ['LINKEDIN_EXHAUSTED', 31 * 24, 'REVIVAL_CANDIDATE', 'silent'],
    ['REPLIED', 90 * 24, 'REPLIED', 'who answered is left alone'],
    ['UNSUBSCRIBED', 90 * 24, 'UNSUBSCRIBED', 'the end is the end'],
  ]
  const leads = await Promise.all(cases.map(async ([status, hours]) => silentFor(hours, status)))
  const hesitant = await silentFor(24, 'OPENED')
  await opens(hesitant, 2)
  const scanned = await silentFor(24, 'OPENED')
  await opens(scanned, 2, 'machine')

  const dry = await detectDecay(world.writer, operator, { dryRun: true })
  expect(await statusOf(leads[1] ?? '')).toBe('SENT')
  const done = await detectDecay(world.writer, operator, { dryRun: false })
  expect(done.changes.toSorted(byLead)).toEqual(dry.changes.toSorted(byLead))
  const now = await Promise.all(leads.map(statusOf))
  expect(now.map((status, index) => `${cases[index]?.[3]}: ${status}`)).toEqual(cases.map(([, , to, what]) => `${what}: ${to}`))
  expect(await statusOf(hesitant)).toBe('ENGAGED_NOT_REPLIED')
  expect(await statusOf(scanned)).toBe('OPENED')
  expect((await detectDecay(world.writer, operator, { dryRun: false })).total).toBe(0)

  const { rows } = await world.root.pool.query(`select actor, summary, detail from timeline_entry where lead_id = $1 and kind = 'status'`, [
    leads[1],
  ])
  expect(rows).toEqual([
    {
      actor: operator.name,
      summary: 'Status: ghosted. No open for 72 hours.',
      detail: expect.objectContaining({ from: 'SENT', to: 'GHOSTED', signal: 'DECAYED_GHOSTED', reason: 'No open for 72 hours.' }),
    },
  ])
})

const byLead = (a: { leadId: string }, b: { leadId: string }) => a.leadId.localeCompare(b.leadId)

test('no open says something only where opens are tracked, and held time does not count', async () => {
  const untracked = await world.enrolled()
  const held = await world.enrolled()
  await world.root.pool.query(`update lead set status = 'SENT' where id = any ($1)`, [[untracked, held]])
  const { rows } = await world.root.pool.query('select id, batch_id from send where lead_id = $1', [held])
  await world.root.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail) values (uuid_v7(business_now()), $1, 'EMAIL_OPENED', 'instantly', business_now(), jsonb_build_object('open', 'machine', 'sendId', $2::text))`,
    [held, rows[0].id],
  )
  await world.root.pool.query(`update enrollment set held_seconds = 48 * 3600 where lead_id = $1`, [held])
  await world.jumpTo('2026-11-28T16:00:00Z')
  await detectDecay(world.writer, operator, { dryRun: false })
  expect([await statusOf(untracked), await statusOf(held)]).toEqual(['SENT', 'SENT'])
  await world.jumpTo('2026-11-30T16:00:00Z')
  await detectDecay(world.writer, operator, { dryRun: false })
  expect([await statusOf(untracked), await statusOf(held)]).toEqual(['SENT', 'GHOSTED'])
})

test('a request that nobody accepts has its 14 days, whatever is mailed meanwhile', async () => {
  const lead = await silentFor(0, 'LINKEDIN_SENT')
  const touch = async (more: Partial<Parameters<typeof sendTo>[1]>) => {
    const { sendIds } = await makeBatch(world.root, [sendTo(`${lead}@acme.example`, { lead, motion: 'CADENCE', ...more })])
    await world.root.pool.query(`update send set status = 'ACCEPTED', accepted_at = business_now() where id = any ($1)`, [sendIds])
  }
  const { address: account } = linkedinAccount
  await touch({ step: 2, channel: 'LINKEDIN', action: 'LINKEDIN_REQUEST', platform: 'HEYREACH', account, domain: null, subject: null })
  await world.jumpTo('2026-12-10T16:00:00Z')
  await touch({ step: 3 })
  await world.jumpTo('2026-12-14T15:00:00Z')
  await detectDecay(world.writer, operator, { dryRun: false })
  expect(await statusOf(lead)).toBe('LINKEDIN_SENT')
  await world.jumpTo('2026-12-14T17:00:00Z')
  await detectDecay(world.writer, operator, { dryRun: false })
  expect(await statusOf(lead)).toBe('GHOSTED')
})

test.each([
  ['that was handed over', `status = 'ACCEPTED'`],
  ['that the platform proves by a clock that is behind ours', `status = 'PROVEN', proven_at = business_now() - interval '2 seconds'`],
])('what a cadence was held before a touch %s is no part of the silence after it', async (_, went) => {
  const lead = await world.enrolled()
  const enrollment = async (change: string) => world.root.pool.query(`update enrollment set ${change} where lead_id = $1`, [lead])
  await world.root.pool.query(`update lead set status = 'SENT' where id = $1`, [lead])
  // Ten days of a pause, then the next email, as settling writes it.
  await enrollment('held_seconds = 10 * 86400')
  const draft = await make.draft(world.root, {
    lead: { id: lead, email: `${lead}@acme.example`, firstName: 'Ana', companyId: '' },
    columns: { status: 'APPROVED', motion: 'CADENCE', step: 3 },
  })
  await world.root.pool.query(
    `update enrollment_step set draft_id = $2, due_at = business_now() where step = 3 and enrollment_id = (select id from enrollment where lead_id = $1)`,
    [lead, draft.id],
  )
  const { sendIds } = await makeBatch(world.root, [
    sendTo(`${lead}@acme.example`, { lead, draft: draft.id, draftVersion: 1, motion: 'CADENCE', step: 3 }),
  ])
  await world.root.pool.query(`update send set accepted_at = business_now(), ${went} where id = any ($1)`, [sendIds])
  await world.root.pool.query('select take_steps($1)', [sendIds])
  await world.root.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail) values (uuid_v7(business_now()), $1, 'EMAIL_OPENED', 'instantly', business_now(), jsonb_build_object('open', 'machine', 'sendId', $2::text))`,
    [lead, sendIds[0]],
  )
  const later = async (hours: number) => {
    await world.root.pool.query(`update installation set moved = moved + make_interval(hours => $1)`, [hours])
    await detectDecay(world.writer, operator, { dryRun: false })
    return statusOf(lead)
  }
  expect(await later(71)).toBe('SENT')
  // A pause since then counts as before.
  await enrollment('held_seconds = held_seconds + 86400')
  expect(await later(24)).toBe('SENT')
  expect(await later(2)).toBe('GHOSTED')
})
