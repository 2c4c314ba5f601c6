import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/**
 * The bare minimum that keeps what it answers: Node's HTTP server, an HMAC over the body, and one insert for all requests of the last few
 * milliseconds, or one for each where `GROUPED` is `false`. A program of its own, as the API is.
 */
const { DATABASE_URL, HOOK_SECRET = '', GROUPED } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
// The server stops before this program does.
pool.on('error', () => {})
await pool.query('create table if not exists bare_delivery (id uuid primary key, received_at timestamptz not null, body bytea not null)')

type Waiting = { body: Buffer; done: (id: string) => void; failed: (error: unknown) => void }
const waiting: Waiting[] = []
let isBusy = false

async function work(): Promise<void> {
  isBusy = true
  await sleep(3)
  while (waiting.length > 0) {
    const group = waiting.splice(0, 200)
    const ids = group.map(() => randomUUID())
    try {
      await pool.query(
        'insert into bare_delivery (id, received_at, body) select i, now(), b from unnest($1::uuid[], $2::bytea[]) as g(i, b)',
        [ids, group.map(({ body }) => body)],
      )
      group.forEach(({ done }, at) => {
        done(ids[at] ?? '')
      })
    } catch (error) {
      for (const { failed } of group) failed(error)
    }
  }
  isBusy = false
}

async function keep(body: Buffer): Promise<string> {
  if (GROUPED === 'false') {
    const id = randomUUID()
    await pool.query({ name: 'keep', text: 'insert into bare_delivery (id, received_at, body) values ($1, now(), $2)', values: [id, body] })
    return id
  }
  return new Promise((done, failed) => {
    waiting.push({ body, done, failed })
    if (!isBusy) void work()
  })
}

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts)
    const expected = createHmac('sha256', HOOK_SECRET).update(body).digest()
    const given = Buffer.from(String(request.headers['x-signature'] ?? ''), 'hex')
    // The client signs nothing, so that it costs the same for both: the digest is made and compared, and its verdict not used.
    if (given.length === expected.length) timingSafeEqual(given, expected)
    keep(body).then(
      (id) => {
        const text = JSON.stringify({ received: id })
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
      },
      () => response.writeHead(503).end(),
    )
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
