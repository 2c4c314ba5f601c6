import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { type Listening, openSocket, type TestSocket } from '../../harness/socket.ts'

let api: TestApi
let dana: string
let bo: string
const sockets: TestSocket[] = []
beforeAll(async () => {
  api = await startTestApi()
  dana = await api.keyFor('review')
  bo = await api.keyFor('review', 'operate')
  // After the ramp every tier is in the queue.
  const superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query(`insert into ramp_graduation (at, by) values (business_now() - interval '90 days', 'test')`)
  await superuser.end()
})
afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket.stop()))
})
afterAll(() => api.stop())

type Event = {
  kind: string
  draftId: string
  draft: { version: number; status: string; readBy: string | null } | null
  summary: { pending: number; approved: number }
}
const subscription = `subscription ($filter: QueueFilter) { queueChanged(filter: $filter) { kind draftId draft { version status readBy } summary { pending approved } } }`
const reason = 'Not our kind of company at all.'

const eventsOf = ({ events }: Listening): Event[] =>
  events.flatMap((event) => (event as { data?: { queueChanged: Event } }).data?.queueChanged ?? [])

/** A browser on the queue page. It listens when this returns: another change of the queue has come through. */
async function browser(key: string, filter: Record<string, unknown> = {}): Promise<Listening> {
  const socket = openSocket(api.url, { key })
  sockets.push(socket)
  const listening = socket.listen(subscription, { filter })
  while (listening.events.length === 0) {
    await announce('queue', null)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  await new Promise((resolve) => setTimeout(resolve, 150))
  listening.events.length = 0
  return listening
}

/** What a run does after it has written drafts. */
async function announce(topic: string, id: string | null): Promise<void> {
  await api.writer.transaction(async (tx) => {
    await tx.execute(`select announce('${topic}', array[${id === null ? 'null' : `'${id}'`}]::uuid[])`)
  })
}

async function mutate(key: string, name: string, input: Record<string, unknown>): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const { data } = await api.ask<Record<string, { __typename: string }>>(
    key,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename } }`,
    { input },
  )
  expect(data?.[name]?.__typename).toBe(`${type}Success`)
}

/** The events about one draft, once there are as many. How soon they come is measured by the benchmark: a busy machine can't tell. */
async function heard(listening: Listening, id: string, kinds: string[]): Promise<Event[]> {
  const deadline = Date.now() + 30_000
  const about = () => eventsOf(listening).filter(({ draftId }) => draftId === id)
  while (about().length < kinds.length && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(about().map(({ kind }) => kind)).toEqual(kinds)
  return about()
}

test('two browsers see a draft come, being read, changed and decided', async () => {
  const [left, right] = [await browser(dana), await browser(bo)]
  const { id, globalId } = await make.draft(api.writer)
  await announce('draft', id)
  const kinds: string[] = []
  const both = async (kind: string, shown: Record<string, unknown>) => {
    kinds.push(kind)
    for (const one of [left, right]) expect((await heard(one, globalId, kinds)).at(-1)).toMatchObject(shown)
  }
  await both('ADDED', { draft: { version: 1, readBy: null }, summary: { pending: 1 } })
  await mutate(dana, 'openDraft', { draftId: globalId })
  await both('OPENED_BY', { draft: { version: 1, readBy: 'review' } })
  // A further sign of life tells nobody anything.
  await mutate(dana, 'openDraft', { draftId: globalId })
  await mutate(dana, 'editDraft', { draftId: globalId, version: 1, subject: 'Hiring at Acme' })
  await both('CHANGED', { draft: { version: 2 } })
  await mutate(bo, 'approveDraft', { draftId: globalId, version: 2 })
  await both('DECIDED', { draft: { version: 3, status: 'APPROVED' }, summary: { pending: 0, approved: 1 } })
  await mutate(dana, 'undoReview', { draftId: globalId, version: 3 })
  await both('ADDED', { draft: { version: 4, status: 'PENDING' }, summary: { pending: 1, approved: 0 } })
  await mutate(dana, 'rejectDraft', { draftId: globalId, version: 4, tag: 'other', reason })
  await both('DECIDED', { draft: { version: 5, status: 'REJECTED' } })
})

test('a subscription hears of its filter only; what enters it is added, what leaves it is gone', async () => {
  const waiting = await make.draft(api.writer)
  const approved = await browser(dana, { status: ['APPROVED'] })
  const tierTwo = await browser(bo, { tier: ['TIER_2'] })
  await mutate(dana, 'approveDraft', { draftId: waiting.globalId, version: 1 })
  await heard(approved, waiting.globalId, ['ADDED'])
  const other = await make.draft(api.writer, { columns: { tier: 'TIER_2' } })
  await announce('draft', other.id)
  await heard(tierTwo, other.globalId, ['ADDED'])
  await mutate(dana, 'undoReview', { draftId: waiting.globalId, version: 2 })
  await heard(approved, waiting.globalId, ['ADDED', 'REMOVED'])
  const heardOf = eventsOf(approved).flatMap(({ kind, draftId }) => (kind === 'RELOAD' ? [] : draftId))
  expect(heardOf).toEqual([waiting.globalId, waiting.globalId])
})

test('many at once: the new ones are named, and the list is asked for again', async () => {
  const left = await browser(dana)
  const drafts = await Promise.all(Array.from({ length: 5 }, () => make.draft(api.writer)))
  await announce('queue', null)
  for (const { globalId } of drafts) await heard(left, globalId, ['ADDED'])
  expect(eventsOf(left).at(-1)).toMatchObject({ kind: 'RELOAD', draft: null })
})

test('a lost line to the database ends in RELOAD, so that nothing is missed silently', async () => {
  const left = await browser(dana)
  const superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listen' and datname = current_database()`,
  )
  const deadline = Date.now() + 30_000
  while (!eventsOf(left).some(({ kind }) => kind === 'RELOAD') && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20))
  await superuser.end()
  expect(eventsOf(left).map(({ kind }) => kind)).toContain('RELOAD')
})

test('one draft can be watched by itself', async () => {
  const { globalId, id } = await make.draft(api.writer)
  const socket = openSocket(api.url, { key: dana })
  sockets.push(socket)
  const listening = socket.listen('subscription ($id: ID!) { draftChanged(id: $id) { version status } }', { id: globalId })
  while (listening.events.length === 0) {
    await announce('draft', id)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  await mutate(bo, 'approveDraft', { draftId: globalId, version: 1 })
  await expect.poll(() => listening.events.at(-1)).toEqual({ data: { draftChanged: { version: 2, status: 'APPROVED' } } })
})
