import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, sendTo, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { data, plainWriting, settleAs, sweepWith } from './world.ts'

let api: TestApi
let key: string
let leadId: string
let root: Awaited<ReturnType<typeof sweepWith>>
beforeAll(async () => {
  api = await startTestApi()
  root = await sweepWith(api.database)
  key = await api.keyFor('read', 'operate', 'admin')
  await moveClock(root.writer, tuesdayMorning)
  await makeAccounts(root.writer, 2)
  await root.writer.pool.query(`insert into ramp_graduation (at, by) values (business_now() - interval '90 days', 'test')`)
  const send = await approvedSend(root.writer)
  leadId = make.globalId('Lead', send.lead ?? '')
  const { sendIds } = await makeBatch(root.writer, [{ ...send, windowFrom: '2026-11-24T15:00:00.000Z' }])
  await settleAs(root.writer, sendIds, 'ACCEPTED')
  await root.sweep(data, plainWriting(root.writer))
})
afterAll(async () => {
  await root.stop()
  await api.stop()
})

test('a lead shows its own way, and the cadence how many stand where', async () => {
  const { data: seen, errors } = await api.ask(
    key,
    `query ($id: ID!) {
      lead(id: $id) { enrollment { plan planVersion state nextStep nextDueAt account steps { step day channel action state dueAt skipped { code } send { status } } } }
      cadence { plan { name version title } plans { name version running } steps { step action waiting dueToday } active paused ended dueToday parked openTasks }
      enrollments(active: true, step: 2, first: 5) { totalCount edges { node { lead { id } } } }
      tasks(open: true) { totalCount } parkedSends { totalCount }
    }`,
    { id: leadId },
  )
  expect(errors).toBeUndefined()
  expect(seen).toMatchObject({
    lead: {
      enrollment: {
        plan: 'default',
        planVersion: 1,
        state: 'ACTIVE',
        nextStep: 2,
        nextDueAt: '2026-11-25T15:00:00.000Z',
        steps: expect.arrayContaining([
          expect.objectContaining({ step: 1, channel: 'EMAIL', state: 'DONE', send: { status: 'ACCEPTED' } }),
          expect.objectContaining({ step: 2, channel: 'LINKEDIN', state: 'WAITING', send: null }),
        ]),
      },
    },
    cadence: { plan: { name: 'default', version: 1 }, active: 1, paused: 0, ended: 0, parked: 0, openTasks: 0 },
    enrollments: { totalCount: 1, edges: [{ node: { lead: { id: leadId } } }] },
  })
})

test('a change is shown before it is made, and refused with its reason', async () => {
  const { data: seen } = await api.ask<{ enrollmentPreview: { step: number; before: string | null; after: string | null }[] }>(
    key,
    'query ($id: ID!) { enrollmentPreview(leadId: $id, change: MOVE, plan: "nine-touch") { step action before after } }',
    { id: leadId },
  )
  expect(seen?.enrollmentPreview.find(({ step }) => step === 9)).toMatchObject({ before: null, after: expect.any(String) })

  const change = (input: Record<string, unknown>) =>
    api.ask<{ changeEnrollment: Record<string, unknown> }>(
      key,
      `mutation ($input: ChangeEnrollmentInput!) { changeEnrollment(input: $input) { __typename
        ... on ChangeEnrollmentSuccess { enrollment { state cause reason pausedUntil } } ... on UserError { code message } } }`,
      { input: { leadId, ...input } },
    )
  expect((await change({ change: 'RESUME' })).data?.changeEnrollment).toMatchObject({ __typename: 'ConflictError' })
  expect((await change({ change: 'PAUSE', until: '2026-12-01T15:00:00Z', reason: 'A fair.' })).data?.changeEnrollment).toMatchObject({
    enrollment: { state: 'PAUSED', cause: 'BY_HAND', reason: 'A fair.' },
  })
  expect((await change({ change: 'RESUME' })).data?.changeEnrollment).toMatchObject({ enrollment: { state: 'ACTIVE' } })
  await root.sweep(data, plainWriting(root.writer))
})

test('the forecast has a row for each day, with its ceilings', async () => {
  const { data: seen } = await api.ask<{ forecast: { on: string; emailsDue: number; emailsSent: number; emailLimit: number }[] }>(
    key,
    '{ forecast(days: 30) { on emailsDue emailsSent emailLimit followUps linkedinRequestLimit tasks } }',
  )
  expect(seen?.forecast).toHaveLength(30)
  expect(seen?.forecast[0]?.on).toBe('2026-11-24')
  // Steps 3, 5, 7 and 8 of the one lead; LinkedIn is off.
  expect(seen?.forecast.reduce((sum, { emailsSent }) => sum + emailsSent, 0)).toBe(4)
  expect(seen?.forecast.filter(({ emailsSent }) => emailsSent > 0).map(({ on }) => on)).toEqual([
    '2026-12-01',
    '2026-12-03',
    '2026-12-10',
    '2026-12-15',
  ])
})

test('what the next version of a plan would bring stands beside what is, and why it can’t be saved', async () => {
  await approvedSend(root.writer)
  type Day = { on: string; emailsSent: number }
  type Preview = { problems: string[]; isInForce: boolean; before: Day[]; after: Day[] | null }
  const preview = async (steps: unknown, name = 'default') => {
    const { data } = await api.ask<{ cadencePlanPreview: Preview }>(
      key,
      'query ($name: String!, $document: JSON!) { cadencePlanPreview(name: $name, document: $document) { problems isInForce before { on emailsSent } after { on emailsSent } } }',
      { name, document: { title: 'Other', steps } },
    )
    if (!data) throw new Error('no preview')
    return data.cadencePlanPreview
  }
  const email = (step: number, day: number, template: string) => ({ step, day, action: 'EMAIL', template, onlyWhen: 'always' })
  const sum = (days: Day[] | null) => days?.reduce((all, { emailsSent }) => all + emailsSent, 0)
  const intro = email(1, 1, 'personal_intro')
  const short = await preview([intro, email(2, 3, 'close')])
  expect(short).toMatchObject({ problems: [], isInForce: true })
  // The running one keeps its four emails; the first touch that waits would be followed by one instead of four.
  expect([sum(short.before), sum(short.after)]).toEqual([9, 6])
  expect(await preview([intro, email(2, 1, 'close')])).toMatchObject({ problems: [expect.stringMatching(/day of its own/)], after: null })
  expect(await preview([intro, email(2, 3, 'connection_note')])).toMatchObject({
    problems: [expect.stringMatching(/something else/)],
    after: null,
  })
  const other = await preview([intro, email(2, 3, 'close')], 'nine-touch')
  expect(other).toMatchObject({ isInForce: false })
  expect(sum(other.after)).toBe(9)
})

test('a plan is saved as its next version, whole or not at all; what runs keeps its own', async () => {
  const save = (document: unknown, expectedVersion: number) =>
    api.ask<{ saveCadencePlan: Record<string, unknown> }>(
      key,
      `mutation ($input: SaveCadencePlanInput!) { saveCadencePlan(input: $input) { __typename ... on SaveCadencePlanSuccess { plan { name version running steps { day } } } ... on UserError { code message } } }`,
      { input: { name: 'default', document, expectedVersion } },
    )
  const step = (number: number, day: number, template = 'value_followup') => ({
    step: number,
    day,
    action: 'EMAIL',
    template,
    onlyWhen: 'always',
  })
  const first = step(1, 1, 'personal_intro')
  expect((await save({ title: 'Two', steps: [first, step(2, 1)] }, 1)).data?.saveCadencePlan).toMatchObject({ code: 'INVALID_INPUT' })
  expect((await save({ title: 'Two', steps: [first, step(2, 4, 'no_such_text')] }, 1)).data?.saveCadencePlan).toMatchObject({
    code: 'INVALID_INPUT',
  })
  expect((await save({ title: 'Two', steps: [first, step(2, 4)] }, 3)).data?.saveCadencePlan).toMatchObject({ code: 'CONFLICT' })
  expect((await save({ title: 'Two', steps: [first, step(2, 4)] }, 1)).data?.saveCadencePlan).toMatchObject({
    plan: { version: 2, running: 0 },
  })
  const { data: seen } = await api.ask(key, 'query ($id: ID!) { lead(id: $id) { enrollment { planVersion } } }', { id: leadId })
  expect(seen).toMatchObject({ lead: { enrollment: { planVersion: 1 } } })
  expect(api.faults).toEqual([])
})

test('the forecast takes each day’s own limit of requests: real ones of the week before, and the end of the first weeks', async () => {
  const { pool } = root.writer
  const account = 'ana@linkedin.example'
  await pool.query(`insert into sending_account (platform, address, domain, position) values ('HEYREACH', $1, 'linkedin.com', 9)`, [
    account,
  ])
  const limits = async () => {
    const { rows } = await pool.query<{ on: number; left: number }>(
      `select linkedin_requests_on($1, organisation_day(business_now()) + d) as on, linkedin_requests_left($1, organisation_day(business_now()) + d) as left from generate_series(0, 9, 3) d`,
      [account],
    )
    return rows.map(({ on, left }) => [on, left])
  }
  await pool.query(
    `insert into ceiling_use (day, scope, name, used) values (organisation_day(business_now()) - 1, 'ACCOUNT', $1 || ' requests', 40)`,
    [account],
  )
  expect(await limits()).toEqual([
    [5, 60],
    [5, 60],
    [5, 100],
    [5, 100],
  ])
  const { sendIds } = await makeBatch(root.writer, [sendTo('old@past.example')])
  await pool.query(
    `update send set action = 'LINKEDIN_REQUEST', channel = 'LINKEDIN', platform = 'HEYREACH', account = $2, status = 'ACCEPTED', reserved_at = business_now() - interval '25 days' where id = $1`,
    [sendIds[0], account],
  )
  // Four weeks are over three days from now.
  expect(await limits()).toEqual([
    [5, 60],
    [20, 60],
    [20, 100],
    [20, 100],
  ])
  await pool.query(`delete from sending_account where address = $1`, [account])
})
