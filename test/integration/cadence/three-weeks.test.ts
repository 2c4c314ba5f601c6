import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { prepareExecution, type Sandboxed, sentMails, startSandboxProcess } from '../../harness/execution.ts'
import { fittingFacts, makeLeads } from '../../harness/make-leads.ts'
import { startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { finishedRun, startRun } from '../run/runs.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm-cadence-'))
let api: TestApi
let sandbox: Sandboxed
let runners: TestRunner[]
let root: Writer
let key: string

beforeAll(async () => {
  sandbox = await startSandboxProcess(join(folder, 'state.json'))
  api = await startTestApi({ sandboxUrl: sandbox.url })
  root = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await prepareExecution(root)
  await sandbox.setClockBack()
  const env = { ...sandbox.env, INSTANTLY_WEBHOOK_SECRET: hookSecret, PUBLIC_URL: api.url }
  // Two runners: whatever is due, is done once.
  runners = [await startRunnerProcess(api.database, env), await startRunnerProcess(api.database, env)]
  key = await api.keyFor('operate', 'review', 'admin')
}, 120_000)
afterAll(async () => {
  for (const runner of runners) await runner.stop()
  await root.end()
  await api.stop()
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ask = async <T>(query: string, input: Record<string, unknown>): Promise<T> => {
  const { data, errors } = await api.ask<T>(key, query, { input })
  if (!data || errors) throw new Error(JSON.stringify(errors))
  return data
}

type Dispatched = { dispatch: { __typename: string; message?: string; batches?: { id: string; scopeHash: string }[] } }

/** What a person does each morning: freezes what is due, reads it, approves it. */
async function approveTheDay(): Promise<void> {
  const { dispatch } = await ask<Dispatched>(
    `mutation ($input: DispatchInput!) { dispatch(input: $input) { __typename ... on DispatchSuccess { batches { id scopeHash } } ... on UserError { message } } }`,
    { motion: 'ALL', live: true },
  )
  if (dispatch.__typename !== 'DispatchSuccess') throw new Error(dispatch.message)
  for (const { id, scopeHash } of dispatch.batches ?? []) {
    const answer = await ask<{ approveBatch: { __typename: string } }>(
      `mutation ($input: DecideBatchInput!) { approveBatch(input: $input) { __typename ... on UserError { message } } }`,
      { batchId: id, scopeHash },
    )
    expect(answer.approveBatch).toEqual({ __typename: 'ApproveBatchSuccess' })
  }
}

const aDay = () =>
  ask(`mutation ($input: AdvanceClockInput!) { advanceClock(input: $input) { __typename ... on UserError { message } } }`, { by: 'P1D' })

test('6 leads go through three weeks: each touch once, in order, a day each, and none after an answer', async () => {
  const people = Array.from({ length: 6 }, (_, number) => fittingFacts(number))
  const ids = await makeLeads(root, people)
  const emails = people.map(({ email }) => String(email))
  const fates = Object.fromEntries(emails.map((email, index) => [email, index < 2 ? 'reply:interested' : 'silent']))
  await sandbox.control('PUT', 'behaviour', { fates })

  const { run, message } = await startRun(api, key, { source: 'new' })
  if (!run) throw new Error(message)
  await finishedRun(api, key, run.id)
  const { rows: drafts } = await root.pool.query<{ id: string; version: number }>(`select id, version from draft where status = 'PENDING'`)
  expect(drafts).toHaveLength(6)
  const decisions = drafts.map(({ id, version }) => ({
    draftId: Buffer.from(`Draft:${id}`).toString('base64url'),
    version,
    decision: 'APPROVE',
  }))
  await ask(`mutation ($input: ReviewDraftsInput!) { reviewDrafts(input: $input) { __typename } }`, { decisions })

  const began = performance.now()
  for (let day = 0; day < 25; day++) {
    await approveTheDay()
    await aDay()
  }
  process.stderr.write(`6 leads, 25 days: ${((performance.now() - began) / 1000).toFixed(1)} s\n`)

  const mails = await sentMails(sandbox)
  const mailsOf = (email: string) => mails.filter(({ lead }) => lead === email)
  const { rows } = await root.pool.query<{
    id: string
    email: string
    state: string
    cause: string
    steps: { step: number; state: string; code: string | null; day: string }[]
  }>(
    `select l.id, l.email, e.state, e.cause, (select json_agg(json_build_object('step', t.step, 'state', t.state, 'code', t.code, 'day', (t.done_at at time zone l.time_zone)::date) order by t.place)
       from enrollment_step t where t.enrollment_id = e.id) as steps
     from lead l join enrollment e on e.lead_id = l.id where l.id = any ($1)`,
    [ids],
  )
  expect(rows).toHaveLength(6)
  for (const { email, state, cause, steps } of rows) {
    const fate = fates[email]
    const done = steps.filter((step) => step.state === 'DONE')
    const days = done.map(({ day }) => day)
    expect(new Set(days).size, `${email}: a day each`).toBe(days.length)
    expect(days, `${email}: in order`).toEqual(days.toSorted())
    if (fate === 'silent') {
      expect({ email, state, cause }).toEqual({ email, state: 'ENDED', cause: 'COMPLETED' })
      expect(done.map(({ step }) => step)).toEqual([1, 3, 5, 7, 8])
      expect(steps.filter((step) => step.state === 'SKIPPED').map(({ step, code }) => `${step} ${code}`)).toEqual([
        '2 CHANNEL_OFF',
        '4 NOT_CONNECTED',
        '6 NOT_CONNECTED',
      ])
      expect(mailsOf(email)).toHaveLength(5)
      expect(new Set(mailsOf(email).map(({ subject }) => subject)).size).toBe(5)
    } else {
      expect({ email, state, cause }).toEqual({ email, state: 'ENDED', cause: 'REPLIED' })
      expect(mailsOf(email)).toHaveLength(done.length)
      expect(done.length).toBeLessThan(5)
    }
  }
  expect(api.faults).toEqual([])
}, 300_000)
