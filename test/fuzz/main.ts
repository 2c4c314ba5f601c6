import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { newToken, tokenHash } from '../../api/src/auth/secrets.ts'
import { schema } from '../../api/src/graphql/schema.ts'
import { createWriter } from '../../db/src/write.ts'
import { randomOf } from '../faults/random.ts'
import { readOptions } from '../harness/read-options.ts'
import { startApiProcess } from '../harness/served.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { createCases, schemaDocuments } from './cases.ts'
import { fuzz } from './fuzz.ts'
import { pageDocuments } from './page-documents.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Heap that may be there more at the end than in the middle, as a share: documents that are remembered are thrown out again by then. */
const mostGrowth = 1.25

const usage = `npm run fuzz -- [--count 10000] [--each 20] [--seed N]
Mutated documents and hostile values against a real API process; ends with 1 on a 5xx, a fault of ours, a leak, a hang or growing memory.`

/**
 * `npm run fuzz -- --count 10000 --each 20 --seed 7`: mutated documents of the schema and the pages, some as exports, then each mutation with hostile values,
 * against a real API process on a database of its own. Prints its seed; exits 1 on a 5xx, a fault of ours, a leak, a hang or growing memory.
 */
async function main(): Promise<void> {
  const values = readOptions(usage, {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    count: { type: 'string', default: '10000' },
    each: { type: 'string', default: '20' },
  })
  const folder = mkdtempSync(join(tmpdir(), 'swarm-fuzz-'))
  const server = await startTestPostgres(folder)
  const database = await server.clone()
  const writer = createWriter({ url: database.urls.superuser, name: 'fuzz', maxConnections: 2, onConnectionError: () => {} })
  const { victim, url, stop } = await startApiProcess(database, {
    LOG_LEVEL: 'error',
    // What grows without end ends the process here.
    NODE_OPTIONS: '--max-old-space-size=256',
  })
  try {
    const freshKey = async () => {
      const key = newToken()
      await writer.pool.query(`insert into api_key (name, prefix, key_hash, scopes, created_by) values ('fuzz', $1, $2, $3, 'fuzz')`, [
        key.slice(0, 6),
        tokenHash(key),
        ['read', 'review', 'operate', 'admin', 'webhook'],
      ])
      return key
    }
    const { rows } = await writer.pool.query<{ id: string }>(
      `insert into lead (email, person_key, full_name, source) select e, e, 'Ana 100% Real_Name', 'test' from unnest(array['ana@a.example', 'bo@b.example']) e returning id`,
    )
    const knownIds = rows.map(({ id }) => Buffer.from(`Lead:${id}`).toString('base64url'))
    const { queries, mutations } = schemaDocuments(schema)
    const [first = '{ viewer { name } }', ...others] = [
      ...pageDocuments(resolve(import.meta.dirname, '../../web/src')),
      ...queries,
      ...mutations,
    ]
    const seed = Number(values.seed)
    const cases = createCases(schema, { random: randomOf(seed), documents: [first, ...others], knownIds })
    const all = [
      ...Array.from({ length: Number(values.count) }, () => cases.mutated()),
      ...mutations.flatMap((document) => Array.from({ length: Number(values.each) }, () => cases.exactly(document))),
    ]
    say(`seed ${seed}: ${all.length} requests, of ${others.length + 1} documents`)
    const heaps: number[] = []
    const started = performance.now()
    const { findings, understood, statuses } = await fuzz(url, all, {
      freshKey,
      async onProgress(done) {
        heaps.push(await heapOf(url, await freshKey()))
        if (done % 2_000 === 0) say(`${done} of ${all.length}, heap ${Math.round((heaps.at(-1) ?? 0) / 1e6)} MB`)
      },
    })
    for (const finding of findings.slice(0, 20)) say(finding)
    const third = Math.floor(heaps.length / 3)
    const [middle, end] = [Math.min(...heaps.slice(third, 2 * third)), Math.min(...heaps.slice(2 * third))]
    const isGrowing = third > 5 && end > mostGrowth * middle
    say(
      `${all.length} requests in ${Math.round((performance.now() - started) / 1000)} s: ${JSON.stringify(statuses)}, ${understood} understood`,
    )
    if (third > 0)
      say(`least heap in the middle ${Math.round(middle / 1e6)} MB, at the end ${Math.round(end / 1e6)} MB${isGrowing ? ': it GROWS' : ''}`)
    say(findings.length === 0 ? 'no finding' : `${findings.length} FINDINGS`)
    if (findings.length > 0) say(victim.output().slice(-4_000))
    if (!victim.isRunning()) say(`the API ENDED: ${victim.output().slice(-2_000)}`)
    process.exitCode = findings.length === 0 && !isGrowing && victim.isRunning() && understood > all.length / 20 ? 0 : 1
  } finally {
    await stop()
    await writer.end()
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Bytes in use on the API's heap. */
async function heapOf(url: string, key: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text()
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1] ?? 0)
}

await main()
