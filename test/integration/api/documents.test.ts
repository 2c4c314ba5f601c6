import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { getOperationAST, OperationTypeNode, parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { childEnvironment } from '../../harness/run-process.ts'
import { openSocket } from '../../harness/socket.ts'

type Document = { name: string; query: string; variables: Record<string, unknown> }

const usual = { from: '2026-10-01T00:00:00Z', to: '2026-12-31T00:00:00Z' }

const textOf = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')

/** The queries of a guide, each with the variables that stand below it. */
function ofGuide(file: string): Document[] {
  return [...textOf(file).matchAll(/```graphql\n(.*?)```(?:\n\n```json\n(.*?)```)?/gs)].map(([, query = '', variables]) => ({
    name: `docs/${file}: ${getOperationAST(parse(query))?.name?.value}`,
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

const documents = [...ofGuide('api.md'), ...ofGuide('analysts.md'), ...ofGraphiql()].map((document) => ({
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

test('the guides and GraphiQL have queries, mutations and subscriptions', () => {
  expect([OperationTypeNode.QUERY, OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION].map((kind) => ofKind(kind).length)).toEqual([
    17, 2, 2,
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

/** The programs of the analysts' guide, by the language that stands at their head. */
function programs(language: string): string[] {
  return [...textOf('analysts.md').matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code = '']) => code)
}

const run = promisify(execFile)
const has = (command: string) => spawnSync(command, ['--version']).status === 0

/** Runs a program as its reader would, with the address and a key around it, and gives what it printed. */
async function printed(command: string, args: string[]): Promise<string> {
  const { stdout } = await run(command, args, { env: { ...childEnvironment, SWARM: api.url, KEY: reading }, timeout: 60_000 })
  return stdout
}

test.skipIf(!has('curl'))('the guide’s calls of curl answer', async () => {
  const [asked = '', exported = '', ...others] = programs('sh')
  expect(others).toEqual([])
  expect(JSON.parse(await printed('sh', ['-c', asked]))).toMatchObject({
    data: { funnel: [{ stage: 'PIPELINE' }, {}, {}, {}, {}] },
    extensions: { costLimit: 10_000 },
  })
  expect((await printed('sh', ['-c', exported])).split('\r\n').slice(0, 2)).toEqual([
    'fullName,title,company.name,score',
    expect.stringContaining('Ana Ruiz,VP Operations,Acme'),
  ])
})

test('the guide’s program in TypeScript reads the list to its end', async () => {
  const [code = ''] = programs('ts')
  expect(await printed(process.execPath, ['--input-type=module-typescript', '--eval', code])).toMatch(/^\d+ leads of tier 1\n$/)
})

test.skipIf(!has('python3'))('the guide’s program in Python runs', async () => {
  const [code = ''] = programs('python')
  expect(await printed('python3', ['-c', code])).toMatch(/done\n$/)
})
