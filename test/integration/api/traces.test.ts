import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { eventually, startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { type Served, startApiProcess } from '../../harness/served.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  attributes: z.array(attribute).default([]),
})
const sent = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes: z.array(attribute) }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
})

/** A collector that keeps what it is told, with the process that said it. */
const spans: (z.infer<typeof span> & { process: string })[] = []
let heard = ''
const collector = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const text = Buffer.concat(parts).toString()
    heard += text
    for (const { resource, scopeSpans } of sent.parse(JSON.parse(text)).resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((each) => ({ ...each, process: String(name) }))))
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
})

let api: TestApi
let served: Served
let runner: TestRunner
let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
  api = await startTestApi()
  sandbox = await startSandbox({ delays: 'off', people: 50 })
  ;[served, runner] = await Promise.all([
    startApiProcess(api.database, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    startRunnerProcess(api.database, {
      APOLLO_BASE_URL: `${sandbox.url}/apollo/api/v1`,
      APOLLO_API_KEY: 'sandbox-apollo-key',
      QUEUES: 'advance-run',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    }),
  ])
})
afterAll(async () => {
  await runner.stop()
  await served.stop()
  await sandbox.stop()
  await api.stop()
  collector.close()
})

/** Comes before everything else that is traced, so that it is told of by then. */
const pathToken = 'the-path-token-of-a-webhook-0123456789'

test('a trace goes from what somebody did on the page to the provider’s answer', async () => {
  await fetch(`${served.url}/webhooks/rb2b/${pathToken}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  const key = await api.keyFor('operate')
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const response = await fetch(`${served.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, traceparent: `00-${trace}-b7ad6b7169203331-01` },
    body: JSON.stringify({
      query: 'mutation RunIt { runPipeline(input: { source: "default", limit: 2 }) { __typename } }',
    }),
  })
  expect(await response.json()).toMatchObject({ data: { runPipeline: { __typename: 'RunPipelineSuccess' } } })
  const ours = () => spans.filter(({ traceId }) => traceId === trace)
  const call = await eventually(async () => ours().find(({ name }) => name.startsWith('apollo POST')) ?? null)
  const job = await eventually(async () => ours().find(({ name }) => name === 'job advance-run') ?? null)
  const operation = ours().find(({ name }) => name === 'mutation RunIt')
  expect(operation).toMatchObject({ parentSpanId: 'b7ad6b7169203331', process: 'alpha-swarm-api' })
  expect(job).toMatchObject({ parentSpanId: operation?.spanId, process: 'alpha-swarm-jobs' })
  expect(call).toMatchObject({ parentSpanId: job.spanId, process: 'alpha-swarm-jobs' })
  expect(call.attributes).toContainEqual({ key: 'outcome', value: { stringValue: 'answered' } })
})

test('a trace holds no key, no address, no token of a webhook and nothing that was asked for', async () => {
  expect(heard).not.toContain(pathToken)
  expect(heard).not.toContain('sandbox-apollo-key')
  expect(heard).not.toMatch(/@|default|Bearer/)
})
