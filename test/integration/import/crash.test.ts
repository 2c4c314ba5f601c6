import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { eventually, startRunnerProcess } from '../../harness/runner.ts'
import { bare, type ImportAnswer, look, sample, start, upload } from './import-file.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
})
afterAll(() => api.stop())

const figures = ({ created, updated, duplicates, excluded, invalid }: ImportAnswer) => ({ created, updated, duplicates, excluded, invalid })

test('a runner that is killed in the middle loses and doubles nothing, also with two of them', async () => {
  const file = await upload(api, key, sample('leads-5k.csv'), 'leads-5k.csv')
  const foreseen = (await start(api, key, { upload: file, dryRun: true })).import
  const started = (await start(api, key, { upload: file })).import
  if (!foreseen || !started) throw new Error('not started')

  const written = async () => {
    const { rows } = await api.writer.pool.query<{ written: number }>('select written_rows as written from import where id = $1', [
      bare(started.id),
    ])
    return rows[0]?.written ?? 0
  }
  const first = await startRunnerProcess(api.database)
  await eventually(async () => ((await written()) >= 500 ? true : null), 60_000, 5)
  await first.kill()
  const atKill = await written()
  expect(atKill).toBeLessThan(5000)

  const others = await Promise.all([startRunnerProcess(api.database), startRunnerProcess(api.database)])
  const done = await eventually(async () => {
    const now = await look(api, key, started.id)
    return now.status === 'RUNNING' ? null : now
  }, 300_000)
  await Promise.all(others.map((runner) => runner.stop()))

  expect(done).toMatchObject({ status: 'SUCCEEDED', rows: 5000 })
  expect(figures(done)).toEqual(figures(foreseen))
  const { rows } = await api.writer.pool.query(
    `select count(*)::int as outcomes, count(distinct row)::int as rows, min(row) as first, max(row) as last,
      (select count(*)::int from lead) as leads, (select count(*)::int from timeline_entry where kind = 'discovery') as discovered,
      (select count(*)::int from audit_entry where action = 'import.finished') as finished
    from import_outcome where import_id = $1`,
    [bare(started.id)],
  )
  expect(rows).toEqual([{ outcomes: 5000, rows: 5000, first: 1, last: 5000, leads: done.created, discovered: done.created, finished: 1 }])
}, 480_000)
