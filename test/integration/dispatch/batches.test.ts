import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { changeSettings, makeAccounts, makeBatch, moveClock, sendTo, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { openSocket } from '../../harness/socket.ts'

const seed = Number(process.env.SEED ?? randomInt(1_000_000))

let api: TestApi
/** For arranging the world, as no role of the application could. */
let arrange: Writer
let dana: string
let otto: string
let admin: string
beforeAll(async () => {
  api = await startTestApi()
  arrange = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  dana = await api.keyFor('operate')
  otto = await api.keyFor('operate', 'review')
  admin = await api.keyFor('operate', 'admin')
  await moveClock(arrange, tuesdayMorning)
  await makeAccounts(arrange, 2)
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await arrange.end()
  await api.stop()
})

const query = (text: string, values: unknown[] = []) => arrange.pool.query(text, values)

/** A world without batches, whose reviewer has decided enough drafts. */
beforeEach(async () => {
  await moveClock(arrange, tuesdayMorning)
  await query(`select end_batches(array(select id from batch), 'CANCELLED', 'TEST', 'The test is over.', 'test')`)
  await query(`update draft set status = 'WITHDRAWN'`)
  await changeSettings(arrange, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)
  await changeSettings(arrange, 'dispatch', ['separateApprover'], 'auto')
  await query('delete from session')
  await query('delete from user_account')
})

async function approved(
  count: number,
  columns: Record<string, unknown> = {},
  draft: Record<string, unknown> = {},
): Promise<make.MadeDraft[]> {
  const made = []
  for (let index = 0; index < count; index++) {
    const lead = await make.lead(arrange, { columns: { status: 'APPROVED', ...columns } })
    made.push(await make.draft(arrange, { lead, columns: { status: 'APPROVED', decided_at: await make.now(arrange), ...draft } }))
  }
  return made
}

type Batch = {
  id: string
  status: string
  scopeHash: string
  approvedBy: string | null
  counts: Record<string, unknown>
  sends: { edges: { node: Record<string, unknown> }[] }
  held: { edges: { node: { code: string } }[] }
}
type Answer = {
  __typename: string
  code?: string
  message?: string
  decidedBy?: string
  reasons?: { code: string }[]
  batch?: Batch
  batches?: Batch[]
  preview?: {
    counts: { planned: number; held: number; codes: Record<string, number> }
    planned: { edges: { node: Record<string, unknown> }[]; totalCount: number }
    held: { edges: { node: { code: string; message: string } }[] }
  }
}

const batchFields = `id status scopeHash approvedBy counts firstWindowCloses sends { edges { node { id status code subject body hash address account scheduledAt lead { email } trace { blocker { code } verdicts { rule passed } } proof { kind actor hash } } } } held { edges { node { code message lead { email } } } }`
const errorFields = `... on UserError { code message } ... on ConflictError { decidedBy decidedAt } ... on RefusedError { reasons { code message } }`

async function ask(key: string, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> {
  const type = name === 'approveBatch' || name === 'rejectBatch' ? 'DecideBatch' : name.charAt(0).toUpperCase() + name.slice(1)
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`
  const answer = await api.ask<{ result: Answer }>(
    key,
    `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename ... on ${success} { ${fields} } ${errorFields} } }`,
    { input },
  )
  if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors))
  return answer.data.result
}

const previewFields = `preview { counts planned(first: 200) { totalCount edges { node { step account scheduledAt lead { email } } } } held(first: 200) { edges { node { code message lead { email } } } } ramp { active } }`
const dispatch = (key: string, input: Record<string, unknown>) => ask(key, 'dispatch', input, `${previewFields} batches { ${batchFields} }`)
const frozen = async (count = 2): Promise<Batch> => {
  await approved(count)
  const [batch] = (await dispatch(dana, { motion: 'OUTBOUND', live: true })).batches ?? []
  if (!batch) throw new Error('nothing was frozen')
  return batch
}
const decide = (key: string, name: 'approveBatch' | 'rejectBatch', batch: Batch, over: Record<string, unknown> = {}) =>
  ask(key, name, { batchId: batch.id, scopeHash: batch.scopeHash, ...over }, `batch { ${batchFields} }`)

test('a preview shows what freezing then freezes: numbers, texts, accounts in turn, codes; the drafts stay approved', async () => {
  await approved(4)
  await approved(1, { time_zone: null })
  await approved(1, { country_code: 'DE', time_zone: 'America/Denver' })
  await approved(2, { tier: 'TIER_2' })
  const seen = await dispatch(dana, { motion: 'OUTBOUND' })
  expect(seen.batches).toEqual([])
  expect(seen.preview?.counts).toMatchObject({
    planned: 4,
    held: 4,
    codes: { UNKNOWN_ZONE: 1, UNLAWFUL_REGION: 1, RAMP: 2 },
    accounts: { 'ana@sender-0.example': 2, 'ana@sender-1.example': 2 },
  })
  const done = await dispatch(dana, { motion: 'OUTBOUND', live: true })
  // The clock goes on between the two; all else is the same.
  const withoutTime = (preview: unknown) => JSON.stringify(preview).replace(/"scheduledAt":"[^"]*"/g, '')
  expect(withoutTime(done.preview)).toBe(withoutTime(seen.preview))
  const [batch] = done.batches ?? []
  expect(batch).toMatchObject({
    status: 'PENDING',
    approvedBy: null,
    counts: { sends: 4, held: 4, statuses: { PLANNED: 4 }, heldCodes: { RAMP: 2 } },
    // Tuesday's morning in Denver is over at eleven.
    firstWindowCloses: '2026-11-24T18:00:00.000Z',
  })
  expect(batch?.counts).not.toHaveProperty('firstWindowCloses')
  expect(batch?.sends.edges[0]?.node).toMatchObject({
    status: 'PLANNED',
    subject: 'Operations at Acme',
    body: expect.stringContaining('Reply STOP to unsubscribe.'),
  })
  const { rows } = await query(
    `select d.status, count(*)::int from send s join draft d on d.id = s.draft_id where s.status = 'PLANNED' group by 1`,
  )
  expect(rows).toEqual([{ status: 'APPROVED', count: 4 }])
  // Frozen once: what waits in a batch is not planned again, and holds its place in the day's allowance.
  expect((await dispatch(dana, { motion: 'OUTBOUND' })).preview?.counts).toMatchObject({ planned: 0, codes: { ALREADY_SENT: 4 } })
})

test('an approval needs the hash that was seen, is final, and tells the slower one who was faster', async () => {
  const batch = await frozen()
  expect(await decide(dana, 'approveBatch', batch, { scopeHash: '0'.repeat(64) })).toMatchObject({
    __typename: 'RefusedError',
    code: 'SCOPE_MISMATCH',
  })
  expect(await decide(dana, 'approveBatch', batch, { scopeHash: 'abc' })).toMatchObject({ __typename: 'InvalidInputError' })
  expect(await decide(dana, 'approveBatch', batch)).toMatchObject({
    __typename: 'ApproveBatchSuccess',
    batch: { status: 'APPROVED', approvedBy: 'operate' },
  })
  expect(await decide(dana, 'approveBatch', batch)).toMatchObject({ __typename: 'ApproveBatchSuccess' })
  expect(await decide(otto, 'approveBatch', batch)).toMatchObject({ __typename: 'ConflictError', decidedBy: 'operate' })
  expect(await decide(otto, 'rejectBatch', batch)).toMatchObject({
    __typename: 'ConflictError',
    decidedBy: 'operate',
    message: expect.stringMatching(/^This batch is approved already by operate at /),
  })
  await ask(otto, 'cancelBatch', { batchId: batch.id }, 'batch { id }')
  expect((await decide(otto, 'rejectBatch', batch)).message).toMatch(/^This batch is cancelled already; operate approved it at /)
})

test('many at once: one decision stands', async () => {
  const batch = await frozen()
  const answers = await Promise.all(
    [dana, otto, admin].flatMap((key) => [decide(key, 'approveBatch', batch), decide(key, 'rejectBatch', batch)]),
  )
  const { rows } = await query(
    `select count(*)::int as decisions from audit_entry where action in ('batch.approved', 'batch.rejected') and subject_id = (select id::text from batch where encode(scope_hash, 'hex') = $1)`,
    [batch.scopeHash],
  )
  expect(rows).toEqual([{ decisions: 1 }])
  expect(answers.filter(({ __typename }) => __typename === 'ConflictError').length).toBeGreaterThanOrEqual(4)
})

/** Two people who may operate, signed in: what each answers to a batch. */
async function twoPeople(): Promise<{ approve(name: 'Dana' | 'Otto', batch: Batch): Promise<Answer> }> {
  const cookies = new Map<string, string>()
  for (const name of ['Dana', 'Otto']) {
    await api.addUser(name, 'a long secret', ['operate'])
    cookies.set(name, await api.signIn(name, 'a long secret'))
  }
  return {
    async approve(name, batch) {
      const response = await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1', cookie: cookies.get(name) ?? '' },
        body: JSON.stringify({
          query: `mutation ($input: DecideBatchInput!) { result: approveBatch(input: $input) { __typename ${errorFields} } }`,
          variables: { input: { batchId: batch.id, scopeHash: batch.scopeHash } },
        }),
      })
      const answer: { data: { result: Answer } } = await response.json()
      return answer.data.result
    },
  }
}

test('with two operators the approver is another person than the creator, by any key of theirs; with one, or by setting, not', async () => {
  const { approve } = await twoPeople()
  await query(`update api_key set created_by = 'Dana'`)
  const batch = await frozen()
  // A key freezes for whoever made it, and approves for nobody.
  for (const key of [dana, otto])
    expect(await decide(key, 'approveBatch', batch)).toMatchObject({ __typename: 'RefusedError', reasons: [{ code: 'NO_PERSON' }] })
  expect(await approve('Dana', batch)).toMatchObject({ __typename: 'RefusedError', reasons: [{ code: 'SAME_PERSON' }] })
  await changeSettings(arrange, 'dispatch', ['separateApprover'], 'off')
  expect(await decide(dana, 'approveBatch', batch)).toMatchObject({ __typename: 'ApproveBatchSuccess' })
  await changeSettings(arrange, 'dispatch', ['separateApprover'], 'on')
  await query(`update draft set status = 'WITHDRAWN'`)
  await query(`delete from ceiling_use`)
  const next = await frozen()
  // What a person froze by hand is theirs too.
  await query(
    `update batch set created_by = 'Otto', created_by_id = (select id::text from user_account where name = 'Otto') where encode(scope_hash, 'hex') = $1`,
    [next.scopeHash],
  )
  expect(await approve('Otto', next)).toMatchObject({ reasons: [{ code: 'SAME_PERSON' }] })
  expect(await decide(otto, 'approveBatch', next)).toMatchObject({ reasons: [{ code: 'NO_PERSON' }] })
  expect(await approve('Dana', next)).toMatchObject({ __typename: 'ApproveBatchSuccess' })
})

test('what was rejected, cancelled or expired goes nowhere, and its drafts can be planned again', async () => {
  for (const end of ['reject', 'cancel', 'expire'] as const) {
    const batch = await frozen()
    if (end === 'reject')
      expect(await decide(otto, 'rejectBatch', batch, { reason: 'Wrong audience' })).toMatchObject({ batch: { status: 'REJECTED' } })
    if (end === 'cancel')
      expect(await ask(otto, 'cancelBatch', { batchId: batch.id }, `batch { ${batchFields} }`)).toMatchObject({
        batch: { status: 'CANCELLED' },
      })
    if (end === 'expire') {
      await moveClock(arrange, '2026-11-25T16:05:00.000Z')
      expect(await decide(otto, 'approveBatch', batch)).toMatchObject({ __typename: 'RefusedError', code: 'EXPIRED' })
    }
    const { rows } = await query(
      `select distinct s.status, s.code from send s join batch b on b.id = s.batch_id where encode(b.scope_hash, 'hex') = $1`,
      [batch.scopeHash],
    )
    expect(rows).toEqual([
      { status: 'SKIPPED', code: { reject: 'BATCH_REJECTED', cancel: 'BATCH_CANCELLED', expire: 'BATCH_EXPIRED' }[end] },
    ])
    expect(await ask(otto, 'cancelBatch', { batchId: batch.id }, 'batch { id }')).toMatchObject({
      __typename: 'RefusedError',
      code: 'ALREADY_DONE',
    })
    expect((await dispatch(dana, { motion: 'OUTBOUND' })).preview?.counts.planned).toBe(2)
    await query(`update draft set status = 'WITHDRAWN'`)
  }
})

test('a batch whose time is over takes no account’s turn, before anybody has swept it', async () => {
  await frozen(1)
  await query(`update draft set status = 'WITHDRAWN'`)
  await approved(1)
  const accounts = async () => (await dispatch(dana, { motion: 'OUTBOUND' })).preview?.counts
  expect(await accounts()).toMatchObject({ planned: 1, accounts: { 'ana@sender-1.example': 1 } })
  await moveClock(arrange, '2026-11-25T16:05:00.000Z')
  expect(await accounts()).toMatchObject({ planned: 1, accounts: { 'ana@sender-0.example': 1 } })
})

test('the first live dispatch waits for the reviewer; a stop refuses dispatch and approval', async () => {
  const batch = await frozen()
  await query(`select set_emergency_stop('ALL', 'bounce spike', false, 'Dana')`)
  expect(await decide(otto, 'approveBatch', batch)).toMatchObject({ code: 'EMERGENCY_STOP' })
  expect(await dispatch(dana, { motion: 'OUTBOUND', live: true })).toMatchObject({ code: 'EMERGENCY_STOP' })
  await query(`select lift_emergency_stop('ALL', 'over', 'Dana')`)

  await changeSettings(arrange, 'dispatch', ['reviewsBeforeFirstDispatch'], 5)
  const fresh = await startTestApi()
  const owner = createWriter({ url: fresh.database.urls.superuser, name: 'test', maxConnections: 1, onConnectionError: () => {} })
  try {
    const key = await fresh.keyFor('operate')
    const first = async () => {
      const answer = await fresh.ask<{ result: Answer }>(
        key,
        `mutation { result: dispatch(input: { motion: OUTBOUND, live: true }) { __typename ${errorFields} } }`,
      )
      return answer.data?.result
    }
    expect(await first()).toMatchObject({ __typename: 'RefusedError', code: 'NOT_READY' })
    // Five that were taken back are none that somebody has decided.
    for (let nth = 0; nth < 5; nth++) {
      const { id } = await make.draft(owner)
      await owner.pool.query(
        `insert into review (draft_id, draft_version, decision, actor, at) values ($1, 1, 'APPROVE', 'Dana', business_now()), ($1, 2, 'UNDO', 'Dana', business_now())`,
        [id],
      )
    }
    expect(await first()).toMatchObject({ __typename: 'RefusedError', code: 'NOT_READY' })
    // A message to one warm lead is no dispatch; what was dispatched before today was looked at then.
    const { batchId } = await makeBatch(owner, [sendTo('ana@acme.example')], { isApproved: false })
    await owner.pool.query(`update batch set motion = 'NURTURE' where id = $1`, [batchId])
    expect(await first()).toMatchObject({ __typename: 'RefusedError', code: 'NOT_READY' })
    await owner.pool.query(`update batch set motion = 'OUTBOUND' where id = $1`, [batchId])
    // From then on nobody counts reviews for it, however many there are.
    await owner.pool.query('begin; lock table review in access exclusive mode')
    const uncounted = await Promise.race([first(), sleep(3_000)]).finally(() => owner.pool.query('rollback'))
    expect(uncounted).toMatchObject({ __typename: 'DispatchSuccess' })
  } finally {
    await owner.end()
    await fresh.stop()
  }
})

test('a stop ends an approved batch, also one that is lifted before anybody looked', async () => {
  const batch = await frozen()
  expect(await decide(otto, 'approveBatch', batch)).toMatchObject({ batch: { status: 'APPROVED' } })
  await query(`select set_emergency_stop('ALL', 'bounce spike', false, 'Dana')`)
  await query(`select lift_emergency_stop('ALL', 'over', 'Dana')`)
  const { rows } = await query(
    `select distinct b.status as batch, s.status as send, s.code from batch b join send s on s.batch_id = b.id where encode(b.scope_hash, 'hex') = $1`,
    [batch.scopeHash],
  )
  expect(rows).toEqual([{ batch: 'CANCELLED', send: 'SKIPPED', code: 'EMERGENCY_STOP' }])
})

test('only an admin opens the window, for one batch, and the reason is on record', async () => {
  await approved(1, { time_zone: 'Asia/Tokyo' })
  const reason = 'They asked for it today'
  expect((await dispatch(dana, { motion: 'OUTBOUND' })).preview?.counts.codes).toEqual({})
  await moveClock(arrange, '2026-11-28T16:00:00.000Z')
  expect((await dispatch(dana, { motion: 'OUTBOUND' })).preview?.counts.codes).toEqual({ OUTSIDE_WINDOW: 1 })
  expect(await dispatch(dana, { motion: 'OUTBOUND', live: true, openWindowReason: reason })).toMatchObject({ __typename: 'ForbiddenError' })
  expect((await dispatch(admin, { motion: 'OUTBOUND', live: true, openWindowReason: reason })).batches).toHaveLength(1)
  const { rows } = await query(
    `select d.detail ->> 'openWindowReason' as reason from audit_entry e join audit_detail d on d.audit_id = e.id where e.action = 'batch.frozen' order by e.id desc limit 1`,
  )
  expect(rows).toEqual([{ reason }])
})

test('two live dispatches at once share one allowance', async () => {
  await approved(8)
  const answers = await Promise.all([
    dispatch(dana, { motion: 'ALL', live: true }),
    dispatch(otto, { motion: 'OUTBOUND', live: true }),
    dispatch(admin, { motion: 'OUTBOUND', live: true }),
  ])
  const { rows } = await query(
    `select count(*)::int as planned, count(distinct draft_id)::int as drafts from send where status = 'PLANNED'`,
  )
  expect(rows).toEqual([{ planned: 5, drafts: 5 }])
  expect(answers.flatMap(({ batches }) => batches ?? [])).toHaveLength(1)
  expect((await dispatch(dana, { motion: 'CADENCE', live: true })).preview?.counts).toMatchObject({
    planned: 0,
    notes: { CADENCE: expect.stringMatching(/No follow-up is due/) },
  })
})

test('an internal test is one approved batch of one to our own mailbox, as often as the day allows, by every account', async () => {
  await query('delete from ceiling_use')
  const first = await ask(dana, 'sendTest', { account: 'ana@sender-0.example' }, `batch { ${batchFields} }`)
  expect(first).toMatchObject({ __typename: 'SendTestSuccess', batch: { status: 'APPROVED', approvedBy: 'operate', counts: { sends: 1 } } })
  expect(first.batch?.sends.edges[0]?.node).toMatchObject({
    address: 'test@chiefai.example',
    account: 'ana@sender-0.example',
    status: 'PLANNED',
    lead: { email: 'test@chiefai.example' },
  })
  expect(first.batch?.sends.edges[0]?.node.proof).toMatchObject([{ kind: 'batch.frozen' }, { kind: 'batch.approved' }])
  expect(await ask(dana, 'sendTest', { account: 'ana@sender-1.example' }, 'batch { id }')).toMatchObject({ __typename: 'SendTestSuccess' })
  expect(await ask(dana, 'sendTest', { account: 'ana@sender-1.example' }, 'batch { id }')).toMatchObject({ __typename: 'SendTestSuccess' })
  expect(await ask(dana, 'sendTest', { account: 'ana@sender-1.example' }, 'batch { id }')).toMatchObject({
    __typename: 'RefusedError',
    reasons: [{ code: 'DOMAIN_CONCENTRATION' }],
  })
  expect(await ask(dana, 'sendTest', { account: 'eve@else.example' }, 'batch { id }')).toMatchObject({ __typename: 'NotFoundError' })
})

test('an address that stands at two platforms is tested at each in turn', async () => {
  await query('delete from ceiling_use')
  await query(
    `insert into sending_account (platform, address, domain, position) values ('SMTP', 'ana@sender-0.example', 'sender-0.example', 9)`,
  )
  // What was tested before this test began.
  await query(`update send set created_at = created_at - interval '1 day'`)
  const tested = async () => {
    const answer = await ask(dana, 'sendTest', { account: 'ana@sender-0.example' }, 'batch { sends { edges { node { platform } } } }')
    return answer.batch?.sends.edges[0]?.node.platform ?? answer
  }
  expect([await tested(), await tested()]).toEqual(['SMTP', 'INSTANTLY'])
  await query(`delete from sending_account where platform = 'SMTP'`)
})

test('Lead.nextSend, Send.trace, ramp, ceilings and accounts answer from the same rules; live pages hear of it', async () => {
  const batch = await frozen(1)
  const socket = openSocket(api.url, { key: dana })
  const listening = socket.listen('subscription ($id: ID!) { batchChanged(id: $id) { status } }', { id: batch.id })
  await socket.listen('{ viewer { name } }').until(1)
  await new Promise((resolve) => setTimeout(resolve, 300))
  await decide(otto, 'approveBatch', batch)
  // What was announced of the freezing may still come first.
  await expect.poll(() => listening.events.at(-1), { timeout: 20_000 }).toMatchObject({ data: { batchChanged: { status: 'APPROVED' } } })
  await socket.stop()

  const [waiting] = await approved(1, { tier: 'TIER_2' })
  const silent = await make.lead(arrange)
  const trace = `nextSend { step channel dueAt clearsAt blocker { code message } verdicts { rule passed message } }`
  const answer = await api.ask<Record<string, Record<string, Record<string, unknown>>>>(
    dana,
    `query ($a: ID!, $b: ID!, $batch: ID!) { waiting: lead(id: $a) { ${trace} } silent: lead(id: $b) { ${trace} } batch(id: $batch) { sends { edges { node { trace { verdicts { rule passed } blocker { code } } lead { ${trace} } } } } }
      ramp { active day cleanDays required dailyLimit tier canGraduate criteria { name passed value required evidence } } ceilings { scope name limit used reserved free } accounts { address isTested paused } sends(status: [PLANNED]) { totalCount edges { node { id } } } batches(status: [APPROVED]) { edges { node { id } } } }`,
    { a: make.globalId('Lead', waiting?.lead.id ?? ''), b: make.globalId('Lead', silent.id), batch: batch.id },
  )
  expect(answer.errors).toBeUndefined()
  expect(answer.data?.waiting?.nextSend).toMatchObject({ step: 1, channel: 'EMAIL', blocker: { code: 'RAMP' } })
  expect(answer.data?.waiting?.nextSend?.verdicts).toHaveLength(18)
  expect(answer.data?.silent?.nextSend).toMatchObject({ step: null, blocker: { code: 'NO_DRAFT' } })
  expect(JSON.stringify(answer.data?.batch)).toContain('"blocker":null')
  expect(answer.data?.ramp).toMatchObject({ active: true, dailyLimit: 5, tier: 'TIER_1', canGraduate: false })
  expect(answer.data?.ceilings).toEqual(expect.arrayContaining([expect.objectContaining({ scope: 'CHANNEL', name: 'EMAIL', limit: 5 })]))
  expect(answer.data?.accounts).toHaveLength(2)
})

test(`what a preview counts is what freezing touches, in any world (seed ${seed})`, async () => {
  let state = seed
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  for (let round = 0; round < 6; round++) {
    await query(`select end_batches(array(select id from batch), 'CANCELLED', 'TEST', 'x', 'test')`)
    await query(`update draft set status = 'WITHDRAWN'`)
    for (let index = 0; index < 3 + random(8); index++) {
      await approved(1, {
        tier: ['TIER_1', 'TIER_1', 'TIER_1', 'TIER_2'][random(4)],
        time_zone: ['America/Denver', 'America/New_York', 'Europe/London', null][random(4)],
        country_code: ['US', 'US', 'GB', null][random(4)],
        email_status: ['VERIFIED', 'VERIFIED', 'INVALID'][random(3)],
        status: ['APPROVED', 'APPROVED', 'BOUNCED'][random(3)],
      })
    }
    const limit = random(2) ? 1 + random(5) : null
    const seen = await dispatch(dana, { motion: 'ALL', limit })
    const done = await dispatch(dana, { motion: 'ALL', limit, live: true })
    expect(done.preview?.counts, `seed ${seed}`).toEqual(seen.preview?.counts)
    const sends = (done.batches ?? []).reduce((sum, batch) => sum + Number(batch.counts.sends), 0)
    expect(sends, `seed ${seed}`).toBe(seen.preview?.counts.planned)
    expect((seen.preview?.counts.planned ?? 0) + (seen.preview?.counts.held ?? 0)).toBeGreaterThan(0)
  }
})
