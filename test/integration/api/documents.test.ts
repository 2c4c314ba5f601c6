import { readdirSync, readFileSync } from 'node:fs'
import { getOperationAST, OperationTypeNode, parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { openSocket } from '../../harness/socket.ts'

type Document = { name: string; query: string; variables: Record<string, unknown> }

const usual = { from: '2026-10-01T00:00:00Z', to: '2026-12-31T00:00:00Z' }

/** The queries of the guide, each with the variables that stand below it. */
function ofGuide(): Document[] {
  const guide = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8')
  return [...guide.matchAll(/```graphql\n(.*?)```(?:\n\n```json\n(.*?)```)?/gs)].map(([, query = '', variables]) => ({
    name: `docs/api.md: ${getOperationAST(parse(query))?.name?.value}`,
    query,
    variables: variables === undefined ? usual : JSON.parse(variables),
  }))
}

/** What GraphiQL opens with. */
function ofGraphiql(): Document[] {
  const folder = new URL('../../../web/src/graphiql/examples/', import.meta.url)
  return readdirSync(folder).map((name) => ({
    name: `GraphiQL: ${name}`,
    query: readFileSync(new URL(name, folder), 'utf8'),
    variables: usual,
  }))
}

const documents = [...ofGuide(), ...ofGraphiql()].map((document) => ({
  ...document,
  kind: getOperationAST(parse(document.query))?.operation,
}))
const ofKind = (kind: OperationTypeNode) => documents.filter((document) => document.kind === kind)

let api: TestApi
let reading: string
beforeAll(async () => {
  api = await startTestApi()
  reading = await api.keyFor('read')
  await make.draft(api.writer)
})
afterAll(() => api.stop())

test('the guide and GraphiQL have queries, mutations and subscriptions', () => {
  expect([OperationTypeNode.QUERY, OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION].map((kind) => ofKind(kind).length)).toEqual([
    8, 2, 2,
  ])
})

test.each(ofKind(OperationTypeNode.QUERY))('$name runs with a read key', async ({ query, variables }) => {
  const { status, data, errors } = await api.ask(reading, query, variables)
  expect(errors).toBeUndefined()
  expect(status).toBe(200)
  expect(Object.keys(data ?? {})).not.toEqual([])
})

test.each(ofKind(OperationTypeNode.MUTATION))('$name succeeds for who may', async ({ query, variables }) => {
  const { data, errors } = await api.ask<Record<string, Record<string, unknown>>>(await api.keyFor('operate', 'admin'), query, variables)
  expect(errors).toBeUndefined()
  expect(Object.values(data ?? {})).toEqual([expect.not.objectContaining({ code: expect.anything() })])
})

test.each(ofKind(OperationTypeNode.SUBSCRIPTION))('$name tells what happens, with a read key', async ({ query }) => {
  const socket = openSocket(api.url, { key: reading })
  const heard = socket.listen(query)
  const lead = await make.lead(api.writer)
  await expect
    .poll(
      async () => {
        await api.writer.pool.query(
          `with entry as (insert into timeline_entry (id, lead_id, at, kind, actor, summary) values (uuid_v7(business_now()), $1, business_now(), 'note', 'Ann', 'A note') returning id)
           select announce('activity', array_agg(id)) from entry`,
          [lead.id],
        )
        return heard.events.length
      },
      { interval: 50 },
    )
    .toBeGreaterThan(0)
  expect(heard.events[0]).toMatchObject({ data: { activity: { summary: 'A note', lead: { fullName: 'Ana Ruiz' } } } })
  await socket.stop()
})
