import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sweepOnce } from '../../../jobs/src/dispatch/execute/sweep-once.ts'
import * as make from '../../harness/make.ts'
import { changeSettings } from '../../harness/make-dispatch.ts'
import { type GhlWorld, startGhlWorld } from './ghl-world.ts'

let world: GhlWorld
let key = ''
let running = true
let runner: Promise<unknown> = Promise.resolve()
beforeAll(async () => {
  world = await startGhlWorld()
  key = await world.api.keyFor('review', 'operate')
  await changeSettings(world.writer, 'dispatch', ['leaseMs'], 5_000)
  await world.writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('nurture', 1, '{"answerWithinMs": 25000, "coldVerificationsPerDay": 1}', 'test')`,
  )
  // A runner, as far as this needs one.
  runner = (async () => {
    while (running) {
      await sweepOnce(world.hands)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
})
afterEach(async () => {
  await world.control('DELETE', 'faults')
})
afterAll(async () => {
  running = false
  await runner
  await world.stop()
})

type Result = {
  __typename: string
  message: string
  code?: string
  draft?: { status: string; route: { platform: string } | null }
  send?: { status: string; platform: string }
}
const approveAndSend = async (draft: { globalId: string }, as = key, version = 1): Promise<Result> => {
  const answer = await world.api.ask<{ approveAndSendDraft: Result }>(
    as,
    `mutation ($id: ID!, $version: Int!) { approveAndSendDraft(input: { draftId: $id, version: $version }) { __typename
      ... on ApproveAndSendDraftSuccess { message draft { status route { platform } } send { status platform } }
      ... on UserError { code message } } }`,
    { id: draft.globalId, version },
  )
  if (!answer.data) throw new Error(JSON.stringify(answer.errors))
  return answer.data.approveAndSendDraft
}
const warm = async (columns: Record<string, unknown> = {}) => {
  const lead = await make.lead(world.writer, { columns: { status: 'REPLIED', ...columns } })
  const { rows } = await world.writer.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail) values (uuid_v7(business_now()), $1, 'EMAIL_REPLIED', 'ghl', business_now() - interval '1 hour', '{}') returning id`,
    [lead.id],
  )
  expect(rows).toHaveLength(1)
  return make.draft(world.writer, { lead })
}

test('a warm lead’s draft is approved and sent in one go, and only the platform’s word makes the sentence', async () => {
  const draft = await warm()
  const result = await approveAndSend(draft)
  expect(result).toMatchObject({
    __typename: 'ApproveAndSendDraftSuccess',
    message: 'Email sent via GHL',
    draft: { status: 'SENT', route: { platform: 'GHL' } },
    send: { status: 'ACCEPTED', platform: 'GHL' },
  })
  expect(await world.mailsTo(draft.lead.email)).toHaveLength(1)
})

test('a refusal of the platform is said as one', async () => {
  const draft = await warm()
  const said = { status: 400, body: '{"statusCode":400,"message":"Contact has no email"}' }
  await world.control('PUT', 'faults', [{ provider: 'ghl', path: '^/conversations/messages$', ...said }])
  expect((await approveAndSend(draft)).message).toMatch(/^Not sent: /)
})

test('twice at once, or again: one mail leaves, and the other hears who was faster', async () => {
  const draft = await warm()
  const results = await Promise.all([approveAndSend(draft), approveAndSend(draft)])
  expect(results.map((result) => result.__typename).sort()).toEqual(['ApproveAndSendDraftSuccess', 'ConflictError'])
  expect((await approveAndSend(draft)).__typename).toBe('ConflictError')
  expect(await world.mailsTo(draft.lead.email)).toHaveLength(1)
})

test('a cold tier-1 draft goes once a day, as a first touch; other cold ones never', async () => {
  const [first, second] = [await make.draft(world.writer), await make.draft(world.writer)]
  expect(await approveAndSend(first)).toMatchObject({ message: 'Email sent via GHL' })
  expect(await approveAndSend(second)).toMatchObject({ code: 'GUARD_REFUSED' })
  const other = await make.draft(world.writer, { lead: await make.lead(world.writer, { columns: { tier: 'TIER_2' } }) })
  expect(await approveAndSend(other)).toMatchObject({ code: 'GUARD_REFUSED' })
  const { rows } = await world.writer.pool.query(
    `select d.status, (select count(*)::int from send s where s.draft_id = d.id) as sends from draft d where d.id = $1`,
    [second.id],
  )
  expect(rows[0]).toEqual({ status: 'PENDING', sends: 0 })
})

test('a stop, a guard and a missing right refuse it, and nothing of it remains', async () => {
  const draft = await warm()
  const untouched = async () =>
    (await world.writer.pool.query(`select from draft where id = $1 and status = 'PENDING' and version = 1`, [draft.id])).rowCount
  expect(await approveAndSend(draft, await world.api.keyFor('review'))).toMatchObject({ code: 'FORBIDDEN' })
  expect(await approveAndSend(draft, await world.api.keyFor('operate'))).toMatchObject({ code: 'FORBIDDEN' })
  await world.writer.pool.query(`update sending_account set paused_at = now(), pause_reason = 'test' where platform = 'GHL'`)
  expect(await approveAndSend(draft)).toMatchObject({ code: 'GUARD_REFUSED', message: expect.stringContaining('paused') })
  await world.writer.pool.query(`update sending_account set paused_at = null, pause_reason = null where platform = 'GHL'`)
  await world.writer.pool.query(`select set_emergency_stop('ALL', 'a drill', true, 'test')`)
  expect(await approveAndSend(draft)).toMatchObject({ code: 'EMERGENCY_STOP' })
  await world.writer.pool.query(
    `update emergency_stop set lifted_at = now(), lifted_by = 'test', lift_reason = 'over' where lifted_at is null`,
  )
  expect(await untouched()).toBe(1)
})

test('in shadow mode everything runs, nothing leaves, and the answer says so', async () => {
  await changeSettings(world.writer, 'dispatch', ['shadowMode'], true)
  const draft = await warm()
  const result = await approveAndSend(draft)
  await changeSettings(world.writer, 'dispatch', ['shadowMode'], false)
  expect(result.message).toMatch(/^Not sent: Shadow mode/)
  expect(await world.mailsTo(draft.lead.email)).toHaveLength(0)
})

test('without the platform’s word in time the answer is the send in flight, never the sentence', async () => {
  const draft = await warm()
  await changeSettings(world.writer, 'nurture', ['answerWithinMs'], 1_000)
  await world.control('PUT', 'faults', [{ provider: 'ghl', path: '^/conversations/messages$', delayMs: 4_000 }])
  const result = await approveAndSend(draft)
  expect(result.message).toBe('In flight: GHL has not answered yet.')
  expect(['IN_FLIGHT', 'PLANNED']).toContain(result.send?.status)
  const { rows } = await world.writer.pool.query<{ id: string }>('select id from send where draft_id = $1', [draft.id])
  await expect.poll(async () => (await world.sendRow(rows[0]?.id ?? '')).status).toBe('ACCEPTED')
})
