import { createWriter } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('admin', 'read', 'operate')
})
afterAll(() => api.stop())

type Entry = {
  id: string
  at: string
  actor: string
  action: string
  subjectType: string
  subjectId: string
  detail: Record<string, unknown> | null
  link: number | null
  hash: string | null
}
type Answer = { auditTrail: { totalCount: number; edges: { node: Entry }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } }
const query = `query ($subject: ID, $actor: String, $action: String, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
  auditTrail(subject: $subject, actor: $actor, action: $action, from: $from, to: $to, first: $first, after: $after) {
    totalCount edges { node { id at actor action subjectType subjectId detail link hash } } pageInfo { hasNextPage endCursor } } }`

async function trail(variables: Record<string, unknown> = {}): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let after: string | null = null; ; ) {
    const answer: { data: Answer | null; errors?: unknown } = await api.ask<Answer>(key, query, { first: 7, after, ...variables })
    expect(answer.errors).toBeUndefined()
    if (!answer.data) throw new Error('no page')
    const page: Answer['auditTrail'] = answer.data.auditTrail
    entries.push(...page.edges.map(({ node }) => node))
    if (!page.pageInfo.hasNextPage) {
      expect(entries.length).toBe(page.totalCount)
      return entries
    }
    after = page.pageInfo.endCursor
  }
}

const exclude = (domain: string) =>
  api.ask(key, `mutation ($input: ExcludeInput!) { exclude(input: $input) { __typename } }`, { input: { domain, kind: 'CUSTOMER' } })

test('every decision is there once, newest first, page by page, and with its link once it is sealed', async () => {
  for (let at = 0; at < 20; at++) await exclude(`customer-${at}.example`)
  const before = await trail()
  expect(before.every(({ link, hash }) => link === null && hash === null)).toBe(true)
  const sealer = createWriter({ url: api.database.urls.jobs, name: 'test', maxConnections: 1, onConnectionError: () => {} })
  await sealer.pool.query('select seal_audit(10000)')
  await sealer.end()
  const entries = await trail()
  const { rows } = await api.writer.pool.query<{ id: string }>('select id from audit_entry order by id desc')
  expect(entries.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
  expect(entries.filter(({ action }) => action === 'exclusion.added')).toHaveLength(20)
  expect(entries.find(({ action }) => action === 'exclusion.added')?.detail).toMatchObject({
    exclusions: [{ domain: 'customer-19.example' }],
  })
  expect(entries.map(({ link }) => link).toSorted((a, b) => Number(a) - Number(b))).toEqual(entries.map((_, at) => at + 1))
  expect(entries.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash ?? ''))).toBe(true)
})

test('one thing, one actor, one action or one span of time alone', async () => {
  const lead = await make.lead(api.writer)
  const leadId = make.globalId('Lead', lead.id)
  await api.ask(key, `mutation ($input: AddNoteInput!) { addNote(input: $input) { __typename } }`, {
    input: { leadId, text: 'Knows Olga.' },
  })
  const all = await trail()
  const [note] = await trail({ subject: leadId })
  expect(note).toMatchObject({ subjectType: 'lead', subjectId: lead.id })
  expect((await trail({ subject: leadId })).length).toBe(all.filter(({ subjectId }) => subjectId === lead.id).length)
  const actor = note?.actor ?? ''
  expect(await trail({ actor })).toEqual(all.filter((entry) => entry.actor === actor))
  expect(await trail({ action: 'exclusion.added' })).toEqual(all.filter(({ action }) => action === 'exclusion.added'))
  const middle = all[10]?.at ?? ''
  expect(await trail({ to: middle })).toEqual(all.filter(({ at }) => at < middle))
  expect(await trail({ from: middle })).toEqual(all.filter(({ at }) => at >= middle))
  expect(await trail({ actor: 'Nobody of that name' })).toEqual([])
})

test('the names to filter by are those that stand in the trail, each once, found by index however long it is', async () => {
  const ask = () => api.ask<{ auditNames: { actors: string[]; actions: string[] } }>(key, '{ auditNames { actors actions } }')
  const all = await trail()
  const { data } = await ask()
  const names = (of: (entry: Entry) => string) => [...new Set(all.map(of))]
  expect(new Set(data?.auditNames.actors)).toEqual(new Set(names(({ actor }) => actor)))
  expect(new Set(data?.auditNames.actions)).toEqual(new Set(names(({ action }) => action)))
  expect(data?.auditNames.actions.length).toBe(names(({ action }) => action).length)
  expect(data?.auditNames.actions.length).toBeGreaterThan(1)
  const { rows } = await api.writer.pool.query<{ indexdef: string }>(`select indexdef from pg_indexes where tablename = 'audit_entry'`)
  for (const column of ['actor', 'action'])
    expect(
      rows.some(({ indexdef }) => indexdef.includes(`(${column}, id DESC`)),
      column,
    ).toBe(true)
})

test.each(['read', 'review', 'operate'] as const)('%s sees none of it', async (scope) => {
  const { data, errors } = await api.ask(await api.keyFor(scope), query, {})
  expect(data ?? null).toBeNull()
  expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
})

test('what could be no name is refused in words', async () => {
  const { errors } = await api.ask(key, query, { actor: 'a\u0000b' })
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'INVALID_INPUT', path: ['actor'] } })
  expect(api.faults).toEqual([])
})
