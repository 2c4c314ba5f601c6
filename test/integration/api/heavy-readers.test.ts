import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { eventually } from '../../harness/runner.ts'
import { type Served, startApiProcess } from '../../harness/served.ts'

let api: TestApi
let served: Served
// Two connections: one that holds a lock, and one that looks, by the role that may see what others' sessions do.
let holder: pg.Client
let onlooker: pg.Client
beforeAll(async () => {
  api = await startTestApi()
  served = await startApiProcess(api.database, { DATABASE_CONNECTIONS: '2' })
  holder = new pg.Client({ connectionString: api.database.urls.superuser })
  onlooker = new pg.Client({ connectionString: api.database.urls.superuser })
  await Promise.all([holder.connect(), onlooker.connect()])
})
afterAll(async () => {
  await Promise.all([holder.end(), onlooker.end()])
  await served.stop()
  await api.stop()
})

const ask = async (key: string, query: string): Promise<unknown> => {
  const response = await fetch(`${served.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  })
  return response.json()
}

test('while analysts’ queries hold every connection that is theirs, a reviewer is answered on the same database', async () => {
  const [analyst, reviewer] = [await api.keyFor('read'), await api.keyFor('read', 'review')]
  await holder.query('begin')
  await holder.query('lock table lead in access exclusive mode')
  const heavy = Promise.all([1, 2].map(() => ask(analyst, '{ funnel { count } }')))
  await eventually(async () => {
    const { rows } = await onlooker.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name like 'api-%'`,
    )
    return rows[0]?.count === 2 ? true : null
  })
  expect(await ask(reviewer, '{ statements(days: 1) { day } }')).toMatchObject({ data: { statements: [] } })
  await holder.query('rollback')
  for (const answer of await heavy) expect(answer).toMatchObject({ data: { funnel: expect.anything() } })
})
