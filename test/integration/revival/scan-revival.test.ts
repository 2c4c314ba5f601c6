import { importHistory } from '@swarm/jobs/restore/import-history'
import { setRevivalDate } from '@swarm/jobs/revival/set-revival-date'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { operator } from '../../harness/make-dispatch.ts'
import { observe } from '../craft/written-to.ts'
import { type RevivalWorld, startRevival } from './world.ts'

let world: RevivalWorld
beforeEach(async () => {
  world = await startRevival()
})
afterEach(() => world.stop())

const idsOf = (found: readonly { leadId: string }[]) => found.map(({ leadId }) => leadId).sort()
const statusOf = async (leadId: string) => (await world.rows('select status from lead where id = $1', leadId))[0]?.status

test('silent for 30 to 120 days, and nothing against it: these are candidates, and a dry run changes nothing', async () => {
  const fitting = await Promise.all([world.silent(31), world.silent(119, { status: 'GHOSTED' }), world.silent(60, { status: 'OPENED' })])
  await Promise.all([
    world.silent(29),
    world.silent(121),
    world.silent(60, { status: 'BOUNCED' }),
    world.silent(60, { status: 'REPLIED' }),
    make.lead(world.root, { columns: { last_activity_at: '2026-09-20' } }),
  ])
  const before = await world.rows('select id, status, version from lead order by id')
  const scan = await world.scan(true)
  expect(idsOf(scan.candidates)).toEqual(idsOf(fitting.map(({ id }) => ({ leadId: id }))))
  expect(idsOf(scan.queued)).toEqual(idsOf(scan.candidates))
  expect(scan).toMatchObject({ total: 3, held: {}, blocker: null })
  expect(await world.rows('select id, status, version from lead order by id')).toEqual(before)
  expect(await world.rows('select * from revival')).toEqual([])
  expect(await world.rows(`select * from draft where motion = 'REVIVAL'`)).toEqual([])
})

test('a suppression that is over speaks against nobody', async () => {
  const lead = await world.silent(60)
  await world.root.pool.query(
    `insert into suppression (email, person_key, reason, source, at, until)
     values ($1, $1, 'Could not be delivered three times.', 'test', business_now() - interval '50 days', business_now() - interval '20 days')`,
    [lead.email],
  )
  expect(await world.scan(true)).toMatchObject({ candidates: [{ leadId: lead.id }], held: {} })
})

test('who was written to lately without this database was not silent', async () => {
  const [lead, other] = [await world.silent(60, { status: 'REVIVAL_SENT' }), await world.silent(60, { status: 'REVIVAL_SENT' })]
  await world.root.pool.query(
    `select take_history(jsonb_build_array(jsonb_build_object('person', $1::text, 'channel', 'EMAIL', 'at', business_now() - interval '2 days', 'source', 'INSTANTLY', 'message', 'm')), 'test')`,
    [lead.email],
  )
  expect(await world.scan(true)).toMatchObject({ candidates: [{ leadId: other.id }], total: 1 })
})

test('a reply of before to a name that somebody had counts for them', async () => {
  const lead = await world.silent(60)
  const draft = await make.draft(world.root, { lead, columns: { step: 3, motion: 'CADENCE' } })
  await world.root.pool.query(`insert into lead_alias (key, lead_id) values ('ana@before.example', $1)`, [lead.id])
  const replied = { email: 'ana@before.example', linkedinUrl: null, at: new Date('2026-10-01T09:00:00Z'), outcome: 'REPLIED' as const }
  expect(await importHistory(world.root, operator, 'a file', [replied])).toMatchObject({ taken: 1, refused: [] })
  expect(await statusOf(lead.id)).toBe('REPLIED')
  expect(await world.rows('select status from draft where id = $1', draft.id)).toEqual([{ status: 'WITHDRAWN' }])
})

test('everything that speaks against it is counted by its reason', async () => {
  const { root } = world
  const [running, suppressed, excluded, drafted, revived, tried, untouched, warming, later, tierless] = await Promise.all(
    Array.from({ length: 10 }, () => world.silent(60)),
  )
  const enroll = `insert into enrollment (lead_id, person, round, plan, plan_version, platform, account, anchor_at, created_at, updated_at)
     select id, person_key, 1, p.name, p.version, 'INSTANTLY', 'x', business_now(), business_now(), business_now() from lead, (select * from cadence_plan limit 1) p where lead.id = $1`
  await root.pool.query(enroll, [running?.id])
  await root.pool.query(
    `insert into suppression (email, person_key, reason, source, at) values ($1, $1, 'unsubscribed', 'test', business_now())`,
    [suppressed?.email],
  )
  await root.pool.query(`insert into exclusion (kind, domain, source, at) values ('CUSTOMER', $1, 'test', business_now())`, [
    excluded?.email.split('@')[1],
  ])
  if (drafted) await make.draft(root, { lead: drafted, columns: { step: 3, motion: 'CADENCE' } })
  const past = `insert into revival (lead_id, person, round, cause, state, score, reasons, code, message, at)
     select id, person_key, $3, 'SILENCE', $2, 50, '[]', $4, $4, business_now() - interval '20 days' from lead where id = $1`
  await root.pool.query(past, [revived?.id, 'QUEUED', 2, null])
  await root.pool.query(past, [tried?.id, 'REFUSED', null, 'NO_ANGLE'])
  await root.pool.query(`update send set accepted_at = null, status = 'SKIPPED', code = 'SUPPRESSED', message = 'x' where lead_id = $1`, [
    untouched?.id,
  ])
  await root.pool.query(`update lead set account = $2 where id = $1`, [warming?.id, world.accounts[1]])
  await root.pool.query(`update sending_account set created_at = business_now() - interval '10 days' where address = $1`, [
    world.accounts[1],
  ])
  await root.pool.query(`update lead set tier = null where id = $1`, [tierless?.id])
  const said = await make.now(root)
  const due = new Date(said.getTime() + 86_400_000)
  await world.writer.transaction((tx) =>
    setRevivalDate(tx, operator, { leadId: later?.id ?? '', dueAt: due, saidAt: said, reason: 'Ask me tomorrow.' }),
  )
  const scan = await world.scan(true)
  expect(scan.candidates).toEqual([])
  expect(scan.held).toEqual({
    IN_CADENCE: 1,
    SUPPRESSED: 1,
    EXCLUDED: 1,
    OPEN_DRAFT: 1,
    REVIVED: 1,
    TRIED: 1,
    NO_HISTORY: 1,
    ACCOUNT_WARMING: 1,
    ASKED_FOR_LATER: 1,
    NO_TIER: 1,
  })
})

test('past engagement, fit and what has changed since make the score, and the reasons add up to it', async () => {
  const cold = await world.silent(60, { score: 60 })
  const warm = await world.silent(60, { score: 60 })
  await world.signal(warm.id, 'EMAIL_OPENED', 61, { open: 'human' })
  await world.signal(warm.id, 'EMAIL_OPENED', 61, { open: 'machine' })
  await world.signal(warm.id, 'LINK_CLICKED', 61)
  await observe(world.root, warm.id, {
    title: 'VP Operations',
    companyName: 'Brightside Talent',
    funding: { stage: 'Series B', on: '2026-11-01' },
    hiring: ['Recruiter'],
  })
  await observe(world.root, cold.id, { companyName: 'Brightside Talent', funding: { stage: 'Series A', on: '2024-01-01' } })
  const [first, second] = (await world.scan(true)).candidates
  expect(first).toMatchObject({ leadId: warm.id, score: 10 + 5 + 18 + 15 + 10, cause: 'SILENCE', round: 2 })
  expect(first?.reasons.map(({ code }) => code)).toEqual(['CLICKED', 'OPENED', 'FIT', 'FUNDING', 'HIRING'])
  expect(first?.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(first?.score)
  // Too little speaks for the other one.
  expect(second).toBeUndefined()
  expect((await world.scan(true)).held).toEqual({ LOW_SCORE: 1 })
})

test('a live scan puts the best into the queue: draft, round of its own, status, audit and timeline, and again does nothing', async () => {
  const lead = await world.silent(60, { status: 'GHOSTED' })
  const scan = await world.scan(false)
  expect(scan).toMatchObject({ total: 1, queued: [{ leadId: lead.id }], refused: [] })
  const [draft] = await world.rows(`select * from draft where lead_id = $1 and motion = 'REVIVAL'`, lead.id)
  expect(draft).toMatchObject({ status: 'PENDING', angle: 'reengage_context', round: 2, step: 1, is_decided_in_batch: false })
  expect(await statusOf(lead.id)).toBe('REVIVAL_QUEUED')
  const [row] = await world.rows('select * from revival')
  expect(row).toMatchObject({ lead_id: lead.id, round: 2, state: 'QUEUED', draft_id: draft.id, person: lead.email, cause: 'SILENCE' })
  expect(await world.rows(`select action from audit_entry where subject_type = 'revival'`)).toEqual([{ action: 'revival.queued' }])
  const told = await world.rows(`select summary from timeline_entry where lead_id = $1 and kind = 'status' order by id`, lead.id)
  expect(told.map(({ summary }) => summary)).toEqual([
    'Status: revival candidate. Silent for long enough.',
    `Status: revival queued, score ${row.score}.`,
  ])
  expect(await world.scan(false)).toMatchObject({ total: 0, queued: [], held: {} })
})

test('no more enter the queue in a day than the setting says, however often and by however many it is asked for', async () => {
  await world.root.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('revival', 1, '{"perDay": 2, "leastScore": 0}', 'test')`,
  )
  for (let i = 0; i < 5; i++) await world.silent(40 + i)
  await Promise.all([world.scan(false), world.scan(false), world.scan(false)])
  await world.scan(false)
  expect(await world.rows('select count(*)::int from revival')).toEqual([{ count: 2 }])
  expect(await world.rows(`select count(*)::int from lead where status = 'REVIVAL_CANDIDATE'`)).toEqual([{ count: 3 }])
})

test('the same word told again takes up no date that led to a revival; a later word does, by when it was said', async () => {
  const lead = await world.silent(60, { status: 'REPLIED' })
  const now = await make.now(world.root)
  const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
  const say = (dueAt: Date, saidAt: Date) =>
    world.writer.transaction((tx) => setRevivalDate(tx, operator, { leadId: lead.id, dueAt, saidAt, reason: 'Not now.' }))
  const date = () =>
    world.rows(
      `select d.taken_at is not null as taken, d.created_at as said, (select count(*)::int from audit_entry a where a.action = 'revival.dated' and a.subject_id = '${lead.id}') as told
       from revival_date d where d.lead_id = '${lead.id}'`,
    )
  await say(days(-1), days(-40))
  await world.root.pool.query('update revival_date set taken_at = business_now() where lead_id = $1', [lead.id])
  await say(days(-1), days(-40))
  expect(await date()).toEqual([{ taken: true, said: days(-40), told: 1 }])
  await say(days(30), days(-2))
  expect(await date()).toEqual([{ taken: false, said: days(-2), told: 2 }])
})

test('who answered again after they named a day is left to a person, in whatever order the two were told', async () => {
  const lead = await world.silent(10, { status: 'REPLIED', score: 0 })
  const now = await make.now(world.root)
  // Nineteen days ago they named a day that has come, which we heard just now; ten days ago they wrote again.
  await world.signal(lead.id, 'EMAIL_REPLIED', 19.5)
  await world.signal(lead.id, 'EMAIL_REPLIED', 10)
  await world.writer.transaction((tx) =>
    setRevivalDate(tx, operator, {
      leadId: lead.id,
      dueAt: new Date(now.getTime() - 1_000),
      saidAt: new Date(now.getTime() - 19 * 86_400_000),
      reason: 'Not now.',
    }),
  )
  const scan = await world.scan(true)
  expect(scan.held).toMatchObject({ ANSWERED: 1 })
})

test('who said "not now" is a candidate on the day that they named, first of all, whatever the score', async () => {
  const lead = await world.silent(10, { status: 'REPLIED', score: 0 })
  await world.signal(lead.id, 'EMAIL_REPLIED', 10)
  const other = await world.silent(60, { status: 'GHOSTED' })
  const now = await make.now(world.root)
  await world.writer.transaction((tx) =>
    setRevivalDate(tx, operator, {
      leadId: lead.id,
      dueAt: new Date(now.getTime() - 1_000),
      saidAt: now,
      reason: 'Ask me again in November.',
    }),
  )
  const scan = await world.scan(false)
  expect(scan.candidates.map(({ leadId, cause }) => [leadId, cause])).toEqual([
    [lead.id, 'DATE'],
    [other.id, 'SILENCE'],
  ])
  expect(await statusOf(lead.id)).toBe('REVIVAL_QUEUED')
  expect(await world.rows('select taken_at is not null as taken from revival_date')).toEqual([{ taken: true }])
})

test('while the ramp is on nobody is queued, and a dry run says so', async () => {
  await world.silent(60)
  await world.root.pool.query('delete from ramp_graduation')
  expect(await world.scan(true)).toMatchObject({ total: 1, queued: [], blocker: { code: 'RAMP' } })
  await expect(world.scan(false)).rejects.toMatchObject({ message: 'While the ramp is on, nobody is revived.' })
  expect(await world.rows('select * from revival')).toEqual([])
})

test('a draft that is rejected or runs out ends the revival, and its lead is a candidate again: after a rejection not for 180 days', async () => {
  const [rejected, expired] = [await world.silent(60, { status: 'GHOSTED' }), await world.silent(60, { status: 'GHOSTED' })]
  await world.scan(false)
  // Queued two hours ago, rejected one hour ago.
  await world.root.pool.query(`update revival set at = at - interval '2 hours'`)
  await world.root.pool.query(
    `update draft set status = 'REJECTED', decided_at = business_now() - interval '1 hour' where lead_id = $1 and motion = 'REVIVAL'`,
    [rejected.id],
  )
  await world.root.pool.query(`update draft set status = 'EXPIRED' where lead_id = $1 and motion = 'REVIVAL'`, [expired.id])
  expect(await world.scan(false)).toMatchObject({ held: { REVIVED: 1, TRIED: 1 } })
  expect(await statusOf(rejected.id)).toBe('REVIVAL_CANDIDATE')
  expect(await world.rows('select ended_at > at as later from revival')).toEqual([{ later: true }, { later: true }])
  await world.root.pool.query(`update revival set at = at - interval '31 days'`)
  const scan = await world.scan(false)
  expect(scan).toMatchObject({ held: { REVIVED: 1 }, queued: [{ leadId: expired.id }] })
  expect(await world.rows('select round from revival where lead_id = $1 order by at', expired.id)).toEqual([{ round: 2 }, { round: 3 }])
})
