import { createWriter, type Writer } from '@swarm/db/write'
import { finishErasures } from '@swarm/jobs/erasure/finish-erasures'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'

/** Two states of one database: `older` is the backup that was restored, `younger` is what was lost; they share the salt, as every backup does. */
let older: TestApi
let younger: TestDatabase
let jobs: Writer
let key: string
beforeAll(async () => {
  older = await startTestApi()
  key = await older.keyFor('admin')
  jobs = createWriter({ url: older.database.urls.jobs, name: 'jobs', maxConnections: 3, onConnectionError: () => {} })
  younger = await cloneDatabase()
})
afterAll(async () => {
  await jobs.end()
  await older.stop()
  await younger.drop()
})

/** The digest that the database which was lost had of somebody. */
async function digest(address: string): Promise<string> {
  const writer = createWriter({ url: younger.urls.superuser, name: 'lost', maxConnections: 1, onConnectionError: () => {} })
  try {
    const { rows } = await writer.pool.query<{ name: string }>('select erased_name($1) as name', [address])
    return rows[0]?.name ?? ''
  } finally {
    await writer.end()
  }
}
type Answer = { __typename: string; isNew?: boolean; message?: string; erasure?: { id: string; lead: { id: string } | null } }
async function remember(names: string[], as = key): Promise<Answer> {
  const { data, errors } = await older.ask<{ rememberErasure: Answer }>(
    as,
    `mutation ($names: [String!]!) { rememberErasure(input: { names: $names }) { __typename ... on RememberErasureSuccess { isNew erasure { id lead { id } } } ... on UserError { message } } }`,
    { names },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.rememberErasure
}

test('who is in the restored database is erased anew, once, and nobody makes a lead of them again', async () => {
  const address = 'known@restored.example'
  const { id: lead } = await make.lead(older.writer, { email: address })
  const names = [await digest(address)]
  expect(await remember(names)).toMatchObject({ isNew: true, erasure: { lead: { id: make.globalId('Lead', lead) } } })
  expect(await remember(names)).toMatchObject({ isNew: false })
  await finishErasures(jobs, createLog('test', 'silent'))
  const { rows } = await older.writer.pool.query('select email, full_name from lead where id = $1', [lead])
  expect(rows).toEqual([{ email: null, full_name: 'Erased person' }])
})

test('who came and was erased after the backup was made never comes in', async () => {
  const address = 'later@restored.example'
  expect(await remember([await digest(address)])).toMatchObject({ isNew: true, erasure: { lead: null } })
  await finishErasures(jobs, createLog('test', 'silent'))
  const { rows } = await older.writer.pool.query<{ is_erased: boolean }>('select is_erased($1)', [address])
  expect(rows).toEqual([{ is_erased: true }])
  await make.lead(older.writer, { email: address })
  const kept = await older.writer.pool.query('select 1 from lead where person_key = $1', [address])
  expect(kept.rows).toEqual([])
})

test('what is no digest is refused, and only an admin may ask', async () => {
  expect(await remember(['ana@acme.example'])).toMatchObject({ message: expect.stringContaining('no digest') })
  expect(await remember([`erased:${'0'.repeat(32)}`], await older.keyFor('operate'))).toMatchObject({ __typename: 'ForbiddenError' })
})
