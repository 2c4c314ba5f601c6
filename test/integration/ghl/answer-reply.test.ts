import { createWriter, type Writer } from '@swarm/db/write'
import { importHistory } from '@swarm/jobs/restore/import-history'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepOnce } from '../../../jobs/src/dispatch/execute/sweep-once.ts'
import * as make from '../../harness/make.ts'
import { changeSettings, operator } from '../../harness/make-dispatch.ts'
import { type GhlWorld, startGhlWorld } from './ghl-world.ts'

let world: GhlWorld
/** Who may write down what the functions alone may. */
let owner: Writer
let key = ''
let running = true
let runner: Promise<unknown> = Promise.resolve()
beforeAll(async () => {
  world = await startGhlWorld()
  owner = createWriter({ url: world.api.database.urls.superuser, name: 'owner', maxConnections: 1, onConnectionError: () => {} })
  key = await world.api.keyFor('read', 'review', 'operate')
  await changeSettings(world.writer, 'dispatch', ['leaseMs'], 5_000)
  runner = (async () => {
    while (running) {
      await sweepOnce(world.hands)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
})
afterAll(async () => {
  running = false
  await runner
  await owner.end()
  await world.stop()
})

let told = 0
/** A lead that answered at GoHighLevel, and its reply as the API gives it. */
async function replied(words: string, known?: make.MadeLead) {
  const lead = known ?? (await make.lead(world.writer, { columns: { status: 'SENT' } }))
  const { id: contactId } = await world.contact(lead.email)
  const at = new Date((await make.now(world.writer)).getTime() - 60_000).toISOString()
  const body = {
    type: 'InboundMessage',
    contactId,
    messageType: 'Email',
    emailMessageId: `in-${++told}`,
    from: lead.email,
    to: ['dani@chiefai.ai'],
    subject: 'Re: An idea',
    body: words,
    dateAdded: at,
  }
  const delivery = { provider: 'ghl', headers: {}, body: Buffer.from(JSON.stringify(body)), isAuthenticated: true }
  await world.writer.transaction((tx) => storeDeliveries(tx, [delivery]))
  await world.apply()
  const answer = await world.api.ask<{ replies: { edges: { node: Reply }[] } }>(
    key,
    '{ replies(first: 20) { edges { node { id class doubtful version lead { email } preparedAnswer { subject body } answer { status } } } } }',
  )
  const reply = answer.data?.replies.edges.find(({ node }) => node.lead?.email === lead.email)?.node
  if (!reply) throw new Error(JSON.stringify(answer))
  return { lead, reply }
}
type Reply = {
  id: string
  class: string
  doubtful: boolean
  version: number
  lead: { email: string } | null
  preparedAnswer: { subject: string; body: string } | null
  answer: { status: string } | null
}
type Result = {
  __typename: string
  code?: string
  message: string
  reasons?: { code: string; message: string }[]
  reply?: { answer: { status: string } | null }
}

async function answer(reply: Reply, { subject, body }: { subject: string; body: string }, as = key): Promise<Result> {
  const said = await world.api.ask<{ answerReply: Result }>(
    as,
    `mutation ($input: AnswerReplyInput!) { answerReply(input: $input) { __typename
      ... on AnswerReplySuccess { message reply { answer { status } } } ... on UserError { code message } ... on RefusedError { reasons { code message } } } }`,
    { input: { replyId: reply.id, subject, body } },
  )
  if (!said.data) throw new Error(JSON.stringify(said.errors))
  return said.data.answerReply
}

test('a hot reply has an answer ready with the booking link; a person sends it once through GoHighLevel', async () => {
  const { lead, reply } = await replied('Sounds great, let’s talk. Are you free on Thursday?')
  expect(reply).toMatchObject({
    class: 'MEETING_REQUEST',
    preparedAnswer: { subject: 'An idea', body: expect.stringContaining('caio.cx') },
  })
  const prepared = reply.preparedAnswer ?? { subject: '', body: '' }
  expect(await answer(reply, prepared, await world.api.keyFor('read', 'review'))).toMatchObject({ code: 'FORBIDDEN' })
  const results = await Promise.all([answer(reply, prepared), answer(reply, prepared)])
  expect(results.map((one) => one.__typename).toSorted(), JSON.stringify(results)).toEqual(['AnswerReplySuccess', 'ConflictError'])
  expect(await world.mailsTo(lead.email)).toHaveLength(1)
  const { rows } = await world.writer.pool.query(
    `select s.motion, s.platform, b.motion as batch from reply r join send s on s.draft_id = r.answer_draft_id join batch b on b.id = s.batch_id where s.address = $1`,
    [lead.email],
  )
  expect(rows).toEqual([{ motion: 'NURTURE', platform: 'GHL', batch: 'NURTURE' }])
})

test('who was written to before this database was there, and answers, gets their answer', async () => {
  const lead = await make.lead(world.writer, { columns: { status: 'SENT' } })
  const past = { email: lead.email, linkedinUrl: null, at: new Date('2026-10-01T09:00:00Z'), outcome: 'SENT' } as const
  expect(await importHistory(world.writer, operator, 'the tool before', [past])).toMatchObject({ taken: 1 })
  const { reply } = await replied('Sounds great, let’s talk. Are you free on Thursday?', lead)
  expect(await answer(reply, reply.preparedAnswer ?? { subject: '', body: '' })).toMatchObject({ message: 'Email sent via GHL' })
  expect(await world.mailsTo(lead.email)).toHaveLength(1)
})

test('who writes on the day of our own mail is answered on it, each time they write', async () => {
  const { lead, reply } = await replied('Sounds great, let’s talk. Are you free on Thursday?')
  await owner.pool.query(`insert into touch_day (person, day, send_id) select $1, organisation_day(business_now()), uuid_v7()`, [
    lead.email,
  ])
  const body = 'Hello,\n\nIt depends on your size.\n\nPick a time that suits you: caio.cx\n\nBest,\nDani'
  expect(await answer(reply, { subject: 'An idea', body })).toMatchObject({ message: 'Email sent via GHL' })
  const { reply: second } = await replied('How much does it cost?', lead)
  expect(second.id).not.toBe(reply.id)
  expect(await answer(second, { subject: 'An idea', body: body.replace('size', 'team') })).toMatchObject({ message: 'Email sent via GHL' })
  expect(await world.mailsTo(lead.email)).toHaveLength(2)
})

test('a text that is not finished is refused, and can be written anew', async () => {
  const { lead, reply } = await replied('How much does it cost?')
  expect(await answer(reply, reply.preparedAnswer ?? { subject: '', body: '' })).toMatchObject({ code: 'COMPLIANCE_FAILED' })
  expect(await world.mailsTo(lead.email)).toHaveLength(0)
  const body = 'Hello,\n\nIt depends on your size.\n\nPick a time that suits you: caio.cx\n\nBest,\nDani'
  expect(await answer(reply, { subject: 'An idea', body })).toMatchObject({ message: 'Email sent via GHL' })
  expect(await world.mailsTo(lead.email)).toHaveLength(1)
})

test.each([
  ['who may have asked to stop', 'Interesting, but how did you get my email?'],
  // No word of it is read as a stop; only what it is, is not sure.
  [
    'whose words nobody is sure of',
    'Merci pour votre intérêt, toutefois je souhaite ne pas figurer dans vos prochaines campagnes.\n\nBien à vous,\nHélène Roux',
  ],
])('%s gets no answer before a person has said what it is', async (_, words) => {
  const { lead, reply } = await replied(words)
  expect(reply.doubtful).toBe(true)
  const text = { subject: 'An idea', body: 'Hello,\n\nFrom your site.\n\nPick a time that suits you: caio.cx\n\nBest,\nDani' }
  expect(await answer(reply, text)).toMatchObject({ code: 'GUARD_REFUSED' })
  const said = await world.api.ask<{ classifyReply: { __typename: string } }>(
    key,
    'mutation ($input: ClassifyReplyInput!) { classifyReply(input: $input) { __typename } }',
    { input: { replyId: reply.id, class: 'QUESTION', version: reply.version } },
  )
  expect(said.data?.classifyReply.__typename).toBe('ClassifyReplySuccess')
  expect(await answer(reply, text)).toMatchObject({ message: 'Email sent via GHL' })
  expect(await world.mailsTo(lead.email)).toHaveLength(1)
})

const text = { subject: 'An idea', body: 'Hello,\n\nIt depends on your size.\n\nPick a time that suits you: caio.cx\n\nBest,\nDani' }
const answerOf = async (reply: Reply) =>
  (
    await world.api.ask<{ node: { answer: { id: string; status: string } | null } }>(
      key,
      'query ($id: ID!) { node(id: $id) { ... on Reply { answer { id status } } } }',
      { id: reply.id },
    )
  ).data?.node.answer

test('an answer that never left is none: it is said so, and another can be written', async () => {
  const { lead, reply } = await replied('How much does it cost?')
  await world.contact(lead.email, { dndSettings: { Email: { status: 'permanent' } } })
  expect((await answer(reply, text)).message).toMatch(/^Not sent: .*do-not-disturb/)
  expect(await answerOf(reply)).toBeNull()
  await world.contact(lead.email, { dndSettings: { Email: { status: 'inactive' } } })
  // As it is left by a process that was killed before it came to the approval.
  await world.writer.pool.query(
    `with d as (
       update draft d set status = 'PENDING', version = 1 from reply r where d.id = r.answer_draft_id and d.lead_id = $1 returning d.id
     ) update send s set draft_id = null from d where s.draft_id = d.id`,
    [lead.id],
  )
  expect(await answerOf(reply)).toBeNull()
  const { rows } = await world.writer.pool.query<{ id: string }>(
    `select d.id from reply r join draft d on d.id = r.answer_draft_id where d.lead_id = $1`,
    [lead.id],
  )
  const approved = await world.api.ask<{ approveDraft: { code: string; reasons: { code: string }[] } }>(
    key,
    `mutation ($id: ID!) { approveDraft(input: { draftId: $id, version: 1 }) { ... on UserError { code } ... on RefusedError { reasons { code } } } }`,
    { id: make.globalId('Draft', rows[0]?.id ?? '') },
  )
  expect(approved).toMatchObject({ data: { approveDraft: { code: 'GUARD_REFUSED', reasons: [{ code: 'NO_BATCH' }] } } })

  expect(await answer(reply, text)).toMatchObject({ message: 'Email sent via GHL', reply: { answer: { status: 'SENT' } } })
  expect(await world.mailsTo(lead.email)).toHaveLength(1)
  const drafts = await world.writer.pool.query(`select status from draft where lead_id = $1 and motion = 'NURTURE' order by id`, [lead.id])
  expect(drafts.rows).toEqual([{ status: 'WITHDRAWN' }, { status: 'SENT' }])
  expect(await answer(reply, text)).toMatchObject({ __typename: 'ConflictError' })
})
