/**
 * A process of its own that makes calls, as a second runner would. Arguments: one JSON document; result: one JSON line per call's outcome
 * on standard output. Started by the tests of what processes share.
 */
import { createWriter } from '@swarm/db/write'
import { z } from 'zod'
import { ProviderError } from '../../../jobs/src/providers/http/provider-error.ts'
import { makeClient } from './make-client.ts'

const input = z
  .object({
    databaseUrl: z.string(),
    baseUrl: z.string(),
    path: z.string(),
    provider: z.string(),
    headers: z.record(z.string(), z.string()),
    limit: z.object({ name: z.string(), calls: z.number(), perMs: z.number() }).nullable(),
    /** Calls at a time, again and again until `forMs` have passed; each once when 0. */
    callers: z.int(),
    forMs: z.number(),
    halfOpenAfterMs: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

const writer = createWriter({ url: input.databaseUrl, name: 'calling', maxConnections: 4, onConnectionError: () => {} })
const client = makeClient(writer, input.baseUrl, {
  provider: input.provider,
  headers: input.headers,
  limits: { all: input.limit === null ? [] : [input.limit] },
  halfOpenAfterMs: input.halfOpenAfterMs,
})
/** A process that has just started is slow at its first calls, and what it was allowed arrives in a heap; the shared part begins warm. */
async function warmUp(): Promise<void> {
  const first = makeClient(writer, input.baseUrl, { headers: input.headers })
  for (let count = 0; count < 10; count++)
    await first.call({ kind: 'write', method: 'POST', path: '/warm-up', schema: z.unknown() }).catch(() => {})
  await first.close()
}
if (input.forMs > 0) await warmUp()

const until = performance.now() + input.forMs

async function callAgain(): Promise<void> {
  do {
    const outcome = await client
      .call({ kind: 'write', method: 'POST', path: input.path, schema: z.unknown(), timeoutMs: 5_000 })
      .then(() => ({ kind: 'done', stage: 'answer' }))
      .catch((error: unknown) => {
        if (!(error instanceof ProviderError)) throw error
        return { kind: error.kind, stage: error.stage }
      })
    process.stdout.write(`${JSON.stringify(outcome)}\n`)
  } while (performance.now() < until)
}

await Promise.all(Array.from({ length: input.callers }, callAgain))
await client.close()
await writer.end()
