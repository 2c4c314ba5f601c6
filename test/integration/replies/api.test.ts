import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '@swarm/api/cli/run-command'
import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { globalId } from '../../harness/make.ts'
import { root } from '../../harness/run-process.ts'
import { delivered, payload, type SentLead, sentLeads } from '../signals/sent-leads.ts'

let api: TestApi
let writer: Writer
let key: string
let leads: SentLead[]
let campaignId: string
const folder = mkdtempSync(join(tmpdir(), 'swarm-replies-'))

beforeAll(async () => {
  api = await startTestApi()
  writer = createWriter({ url: api.database.urls.jobs, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  key = await api.keyFor('read', 'review', 'operate')
  ;({ leads, campaignId } = await sentLeads(writer, { count: 3 }))
})
afterAll(async () => {
  await writer.end()
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

let told = 0
async function say(lead: SentLead | undefined, text: string): Promise<void> {
  const body = payload('reply_received', { email: lead?.email ?? '', campaignId }, { emailId: `a-${++told}`, text })
  await writer.transaction((tx) => storeDeliveries(tx, [delivered(body)]))
  await applyAllDeliveries(writer, createLog('test', 'silent'))
}

type Reply = { id: string; version: number; class: string; dataRequest: string | null; dataAnswerBy: string | null; stopsCompany: boolean }
const replies = async () => {
  const { data } = await api.ask<{ replies: { edges: { node: Reply & { newText: string } }[] } }>(
    key,
    '{ replies(first: 10) { edges { node { id version class newText dataRequest dataAnswerBy stopsCompany } } } }',
  )
  return data?.replies.edges.map(({ node }) => node) ?? []
}

test('a data request is told with the day by which it must be answered, a stop for a company as one', async () => {
  await say(leads[0], 'Stop mailing anyone at our company, and delete all personal data you hold about me.')
  const [reply] = await replies()
  expect(reply).toMatchObject({ class: 'UNSUBSCRIBE', stopsCompany: true, dataRequest: 'ERASURE' })
  expect(reply?.dataAnswerBy).toMatch(/^\d{4}-\d\d-\d\d$/)
})

test('what happened to a lead is read by kind', async () => {
  const kindsOf = async (kinds?: string[]) => {
    const { data } = await api.ask<{ lead: { timeline: { edges: { node: { kind: string } }[] } } }>(
      key,
      'query ($id: ID!, $kinds: [String!]) { lead(id: $id) { timeline(first: 50, kinds: $kinds) { edges { node { kind } } } } }',
      { id: globalId('Lead', leads[0]?.id ?? ''), kinds },
    )
    return [...new Set(data?.lead.timeline.edges.map(({ node }) => node.kind))].toSorted()
  }
  expect(await kindsOf()).toEqual(expect.arrayContaining(['signal', 'status']))
  expect(await kindsOf(['status'])).toEqual(['status'])
  expect(await kindsOf(['status', 'signal'])).toEqual(['signal', 'status'])
})

test('what persons said replies are is exported by one command, as the model learns it', async () => {
  await say(leads[1], 'Hm. Perhaps, who knows.\nWrite to me at private@home.example')
  const reply = (await replies()).find(({ newText }) => newText.startsWith('Hm.'))
  await api.ask(
    key,
    'mutation ($input: ClassifyReplyInput!) { classifyReply(input: $input) { ... on ClassifyReplySuccess { reply { class } } ... on UserError { message } } }',
    { input: { replyId: reply?.id, class: 'NOT_NOW', version: reply?.version } },
  )
  const out: string[] = []
  const code = await runCommand(['replies', 'export', '--file', 'said.txt'], {
    folder,
    root,
    environment: { PUBLIC_URL: api.url, SWARM_KEY: key },
    print: (line) => out.push(line),
    tell: () => {},
    ask: async () => null,
  })
  expect([code, out.join('')]).toEqual([0, expect.stringMatching(/^1 replies, [01] of them read otherwise before: said\.txt$/)])
  expect(readFileSync(join(folder, 'said.txt'), 'utf8').split('\n').slice(1)).toEqual([
    '## not_now',
    'Hm. Perhaps, who knows.\\nWrite to me at name@firm.example',
    '',
  ])
})

test('of a wrong person others at their company are suggested, but for those for whom it is over', async () => {
  const [over, other, wrong] = leads
  await writer.pool.query(
    `with c as (insert into company (domain, name, name_key) values ('wrong.example', 'Wrong', 'wrong') returning id) update lead set company_id = c.id from c where lead.id = any($1)`,
    [leads.map(({ id }) => id)],
  )
  await say(wrong, 'I am the wrong person for this.')
  const mine = (await replies()).find(({ newText }) => newText.startsWith('I am the wrong'))
  const { data } = await api.ask<{ classifyReply: { reply?: { colleagues: { id: string }[] } } }>(
    key,
    'mutation ($input: ClassifyReplyInput!) { classifyReply(input: $input) { ... on ClassifyReplySuccess { reply { colleagues { id } } } } }',
    { input: { replyId: mine?.id, class: 'WRONG_PERSON', version: mine?.version } },
  )
  expect(data?.classifyReply.reply?.colleagues).toEqual([{ id: globalId('Lead', other?.id ?? '') }])
  expect((await writer.pool.query('select status from lead where id = $1', [over?.id])).rows).toEqual([{ status: 'UNSUBSCRIBED' }])
})
