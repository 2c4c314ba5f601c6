import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

/** The bare minimum: Node's HTTP server and one prepared statement that builds the whole answer as JSON. A program of its own, as the API is. */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
pool.on('error', () => {})

const text = `
  select json_build_object('leads', coalesce(json_agg(page), '[]'))::text as body from (
    select l.id, l.full_name as "fullName", l.title, l.score, l.tier, l.status,
      (select json_build_object('name', c.name, 'domain', c.domain) from company c where c.id = l.company_id) as company,
      (select json_agg(e) from (select t.at, t.summary from timeline_entry t where t.lead_id = l.id order by t.at desc, t.id desc limit 3) e) as timeline
    from (select * from lead order by sort_score desc, id desc limit 51) l) page`

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    pool.query<{ body: string }>({ name: 'page', text }).then(
      ({ rows }) => {
        const body = rows[0]?.body ?? ''
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
      },
      () => response.writeHead(503).end(),
    )
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
