import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { type RampWorld, startRamp } from './world.ts'

type Criterion = { name: string; passed: boolean; value: string; required: string }
type Ramp = {
  active: boolean
  cleanDays: number
  dailyLimit: number
  tier: string | null
  tiers: string[]
  canaryTier: string | null
  canGraduate: boolean
  overriddenBy: string | null
  overrideReason: string | null
  criteria: Criterion[]
  tierCriteria: Criterion[]
}
const fields =
  'active day cleanDays required dailyLimit tier tiers canaryTier canaryShare canGraduate overriddenBy overrideReason criteria { name passed value required evidence } tierCriteria { name passed value required }'

let world: RampWorld
beforeAll(async () => {
  world = await startRamp()
})
afterAll(() => world.stop())

const look = async (): Promise<Ramp> => (await world.ask<{ ramp: Ramp }>(`{ ramp { ${fields} } }`)).ramp
const missing = ({ criteria }: Ramp) => criteria.filter(({ passed }) => !passed).map(({ name }) => name)
async function graduate(input: Record<string, unknown> = {}, key = world.admin): Promise<Record<string, unknown>> {
  const { graduateRamp } = await world.ask<{ graduateRamp: Record<string, unknown> }>(
    `mutation ($input: GraduateRampInput!) { graduateRamp(input: $input) { __typename ... on GraduateRampSuccess { ramp { active overriddenBy } }
      ... on UserError { code message } ... on RefusedError { reasons { code message } } ... on ForbiddenError { requiredScope } } }`,
    { input },
    key,
  )
  return graduateRamp
}

test('the ramp is on from the first day, holds 5 emails of tier 1, and says what is missing', async () => {
  expect(await look()).toMatchObject({ active: true, cleanDays: 0, dailyLimit: 5, tier: 'TIER_1', tiers: ['TIER_1'], canGraduate: false })
  expect(await graduate()).toMatchObject({ __typename: 'RefusedError', code: 'NOT_READY' })
})

test('the steps to going live count what people decided and did not take back', async () => {
  const { pool } = world.root
  const steps = async () => {
    const { goLive } = await world.ask<{ goLive: { name: string; value: string }[] }>('{ goLive { name value } }')
    return goLive.filter(({ name }) => name === 'review' || name === 'approve').map(({ value }) => value)
  }
  const say = (draftId: string, version: number, decision: string, actor = 'Dana', tag: string | null = null) =>
    pool.query(
      `insert into review (draft_id, draft_version, decision, tag, reason, actor, at) values ($1, $2, $3, $4, 'Because of the words.', $5, business_now() - interval '9 days')`,
      [draftId, version, decision, tag, actor],
    )
  const drafts = await Promise.all(Array.from({ length: 4 }, () => make.draft(world.root)))
  const [kept, undone, cleaned, byMachine] = drafts.map(({ id }) => id)
  if (!kept || !undone || !cleaned || !byMachine) throw new Error('four drafts were asked for')
  await say(kept, 1, 'APPROVE')
  await say(undone, 1, 'APPROVE')
  expect(await steps()).toEqual(['2 decided', '2 approved'])
  await say(undone, 2, 'UNDO')
  await say(cleaned, 1, 'REJECT', 'Dana', 'queue_hygiene_non_actionable')
  await say(byMachine, 1, 'APPROVE', 'GATEKEEPER')
  expect(await steps()).toEqual(['1 decided', '1 approved'])
})

test('a day becomes a clean one by a person’s decisions, a live send that is proven and its close; each thing that is missing is said', async () => {
  await world.decide()
  const [sendId] = await world.send(1, { status: 'ACCEPTED' })
  const open = await world.ask<{ day: { clean: boolean; whyNot: string[]; sent: number; approved: number } }>(
    `{ day(on: "2026-11-24") { clean whyNot sent approved proven opens replies meetings topRejections { tag count } anomalies { code count } alerts owner close { by } } }`,
  )
  expect(open.day).toMatchObject({ clean: false, whyNot: ['Nobody has closed the day.'], sent: 1, approved: 1 })
  expect(await world.close()).toMatchObject({ day: { on: '2026-11-24', clean: true, close: { decision: 'CONTINUE', nextOwner: 'Dana' } } })
  expect(await world.close()).toMatchObject({ __typename: 'ConflictError', decidedBy: expect.any(String) })

  await world.nextDay()
  // It was accepted and never proven: the day that was clean when it was closed is none any more.
  expect((await look()).cleanDays).toBe(0)
  await world.root.pool.query(`update send set status = 'PROVEN', proven_at = business_now() where id = $1`, [sendId])
  expect((await look()).cleanDays).toBe(1)
  expect((await world.ask<{ day: { owner: string } }>('{ day(on: "2026-11-25") { owner } }')).day.owner).toBe('Dana')
})

test('a day can’t be closed before it begins, nor when it is long over', async () => {
  expect(await world.close('CONTINUE', '2026-12-24')).toMatchObject({ __typename: 'InvalidInputError' })
  expect(await world.close('CONTINUE', '2026-11-02')).toMatchObject({ __typename: 'InvalidInputError' })
})

test('graduation is refused until every criterion holds, each by itself', async () => {
  await world.healthy()
  await world.cleanDay()
  const two = await look()
  expect(missing(two)).toEqual(['clean_days'])
  await world.cleanDay()
  expect(missing(await look())).toEqual([])

  const { pool } = world.root
  const cases: [string, string, string][] = [
    ['webhooks_healthy', `update provider_hook set is_hearing = false`, `update provider_hook set is_hearing = true`],
    ['webhooks_healthy', `insert into unsigned_provider (provider, seen_at) values ('clay', now())`, 'delete from unsigned_provider'],
    ['smoke_and_replay', `update check_verdict set passed = false where name = 'REPLAY'`, 'update check_verdict set passed = true'],
    ['smoke_and_replay', `update process set version = 'newer'`, `update process set version = 'test'`],
    ['clean_days', `update day_close set decision = 'ROLL_BACK'`, `update day_close set decision = 'CONTINUE'`],
    [
      'clean_days',
      `update send set status = 'UNKNOWN' where status = 'PROVEN' and ceiling_day = '2026-11-25'`,
      `update send set status = 'PROVEN' where status = 'UNKNOWN'`,
    ],
    // A provider that fails on each of three days has one alert, first raised on the first.
    [
      'clean_days',
      `insert into alert (cause, severity, message, count, first_at, last_at) select 'breaker:ghl', 'CRITICAL', 'It fails.', 9, business_now() - interval '9 days', business_now() - interval '1 day'`,
      `delete from alert where cause = 'breaker:ghl'`,
    ],
    [
      'no_emergency_stop',
      `insert into emergency_stop (scope, reason, set_by, set_at) values ('ALL', 'A fault.', 'x', business_now())`,
      'delete from emergency_stop',
    ],
    [
      'rejections_not_rising',
      `update review set decision = 'REJECT', tag = 'weak_cta' where id = (select id from review order by at desc, id desc limit 1)`,
      `update review set decision = 'APPROVE', tag = null where decision = 'REJECT'`,
    ],
  ]
  for (const [name, spoil, mend] of cases) {
    await pool.query(spoil)
    expect(missing(await look()), spoil).toContain(name)
    expect(await graduate({}, world.operate), spoil).toMatchObject({
      code: 'NOT_READY',
      reasons: expect.arrayContaining([expect.objectContaining({ code: name.toUpperCase() })]),
    })
    await pool.query(mend)
    expect(missing(await look()), mend).toEqual([])
  }
})

test('a drill is no stop, and who only operates can’t override', async () => {
  const { pool } = world.root
  await pool.query(
    `insert into emergency_stop (scope, reason, is_drill, set_by, set_at) values ('ALL', 'A drill.', true, 'x', business_now())`,
  )
  expect(missing(await look())).toEqual([])
  await pool.query('delete from emergency_stop')
  expect(await graduate({ overrideReason: 'We know what we do.' }, world.operate)).toMatchObject({
    __typename: 'ForbiddenError',
    requiredScope: 'admin',
  })
})

test('no role of the application can write what ends the ramp', async () => {
  await expect(world.api.writer.pool.query(`insert into ramp_graduation (at, by) values (business_now(), 'x')`)).rejects.toThrow(
    /permission denied/,
  )
  await expect(world.api.writer.pool.query(`update day_close set decision = 'CONTINUE'`)).rejects.toThrow(/permission denied/)
  await expect(
    world.api.writer.pool.query(`insert into ramp_opening (tier, criteria, by, at) values ('TIER_2', '[]', 'x', now())`),
  ).rejects.toThrow(/permission denied/)
})

test('an admin’s override ends it at once, is shown until the ramp is ended in order, and both are audited', async () => {
  const { pool } = world.root
  await pool.query(`update provider_hook set is_hearing = false`)
  expect(await graduate({ overrideReason: 'The hook is being moved today.' })).toMatchObject({
    ramp: { active: false, overriddenBy: expect.any(String) },
  })
  expect(await look()).toMatchObject({ active: false, overrideReason: 'The hook is being moved today.', canGraduate: false })
  await pool.query(`update provider_hook set is_hearing = true`)
  expect((await look()).canGraduate).toBe(true)
  expect(await graduate()).toMatchObject({ ramp: { active: false, overriddenBy: null } })
  expect(await graduate()).toMatchObject({ code: 'ALREADY_DONE' })
  const { rows } = await pool.query(`select action from audit_entry where subject_type = 'ramp' order by id`)
  expect(rows.map(({ action }) => action)).toEqual(['ramp.overridden', 'ramp.graduated'])
})
