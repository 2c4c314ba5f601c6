import { parseArgs } from 'node:util'
import { encodeCursor } from '@swarm/db/keyset'
import pg from 'pg'
import { startApiProcess } from '../harness/served.ts'
import { ask } from './ask.ts'
import { startKept } from './kept.ts'
import { manyLeads } from './leads-data.ts'
import { middle, printRow } from './rows.ts'

/** Page 10,000 of the leads by score against page 1, in turns: `npm run bench -- deep-page --times 200 --rounds 3`. */
const { values } = parseArgs({ options: { times: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } } })
const page = 10_000
const first = 50

const server = await startKept()
try {
  const database = await server.open(manyLeads)
  const client = new pg.Client({ connectionString: database.urls.read })
  await client.connect()
  const { rows } = await client.query<{ id: string; score: number }>(
    `select id, sort_score as score from lead order by sort_score desc, id desc offset ${(page - 1) * first - 1} limit 1`,
  )
  await client.end()
  const [last] = rows
  if (!last) throw new Error('there are too few leads')
  const api = await startApiProcess(database)
  try {
    const fields = `edges { node { id fullName title score tier status } } pageInfo { hasNextPage endCursor }`
    const near = `{ leads(first: ${first}) { ${fields} } }`
    const far = `{ leads(first: ${first}, after: "${encodeCursor({ name: 'leads SCORE true' }, { value: last.score, id: last.id })}") { ${fields} } }`
    const round = async () => {
      const took: { near: number[]; far: number[] } = { near: [], far: [] }
      for (let turn = 0; turn < Number(values.times); turn++) {
        took.near.push((await ask(api, near)).tookMs)
        took.far.push((await ask(api, far)).tookMs)
      }
      return { near: middle(took.near), far: middle(took.far) }
    }
    await round()
    const rounds: Awaited<ReturnType<typeof round>>[] = []
    for (let at = 0; at < Number(values.rounds); at++) rounds.push(await round())
    const isGood = printRow({
      row: 'deep-page',
      unit: 'ms',
      ours: rounds.map(({ far: one }) => one),
      reference: rounds.map(({ near: one }) => one),
      goal: 1.3,
      isLessBetter: true,
    })
    if (!isGood) process.exitCode = 1
  } finally {
    await api.stop()
  }
} finally {
  await server.stop()
}
