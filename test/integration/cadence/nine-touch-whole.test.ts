import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import { shippedPlans } from '@swarm/jobs/cadence/shipped-plans'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { prepareExecution, type Sandboxed, sentMails, startSandboxProcess } from '../../harness/execution.ts'
import { linkedinCampaigns, openLinkedin } from '../../harness/linkedin.ts'
import { changeSettings } from '../../harness/make-dispatch.ts'
import { fittingFacts, makeLeads } from '../../harness/make-leads.ts'
import { eventually, startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { finishedRun, startRun } from '../run/runs.ts'
import { createWitness, type Touch } from './witness.ts'

const heyreachSecret = 'a heyreach secret for tests'
const folder = mkdtempSync(join(tmpdir(), 'swarm-nine-touch-'))
let api: TestApi
let sandbox: Sandboxed
let runners: TestRunner[]
let root: Writer
let key: string

beforeAll(async () => {
  sandbox = await startSandboxProcess(join(folder, 'state.json'))
  api = await startTestApi({
    sandboxUrl: sandbox.url,
    webhookSecrets: { isStrict: true, instantly: hookSecret, heyreach: { secret: heyreachSecret, isUsed: true } },
  })
  root = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await prepareExecution(root)
  await openLinkedin(root, root)
  await changeSettings(root, 'cadence', ['plan'], 'nine-touch')
  // Else five go on the first day, whoever they are, and nobody could say by when a lead has accepted.
  await changeSettings(root, 'dispatch', ['ceilings', 'linkedinRequestsPerAccountPerDayAtFirst'], 10)
  // Nobody hears yet: the runners make the hooks.
  await root.pool.query(`update provider_hook set is_hearing = false, checked_at = now() - interval '1 day'`)
  await sandbox.setClockBack()
  await sandbox.control('PUT', 'behaviour', { limits: { heyreachPerMinute: null } })
  for (const id of [linkedinCampaigns.request, linkedinCampaigns.message, linkedinCampaigns.followUp])
    await fetch(`${sandbox.url}/heyreach/api/public/campaign/StartCampaign?campaignId=${id}`, {
      method: 'POST',
      headers: { 'x-api-key': 'sandbox-heyreach-key' },
    })
  const env = {
    ...sandbox.env,
    INSTANTLY_WEBHOOK_SECRET: hookSecret,
    HEYREACH_API_KEY: 'sandbox-heyreach-key',
    HEYREACH_BASE_URL: `${sandbox.url}/heyreach/api/public`,
    HEYREACH_WEBHOOK_SECRET: heyreachSecret,
    PUBLIC_URL: api.url,
    SANDBOX_PACE: 'off',
  }
  // Two runners: whatever is due, is done once.
  runners = await Promise.all([startRunnerProcess(api.database, env), startRunnerProcess(api.database, env)])
  key = await api.keyFor('read', 'operate', 'review', 'admin')
  await eventually(async () => {
    const { rows } = await root.pool.query<{ hears: boolean }>(
      `select count(*) = 2 as hears from provider_hook where provider in ('instantly', 'heyreach') and is_hearing`,
    )
    return rows[0]?.hears === true || null
  }, 150_000)
}, 600_000)
afterAll(async () => {
  for (const runner of runners) await runner.stop()
  await root.end()
  await api.stop()
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ask = async <T>(query: string, variables: Record<string, unknown> = {}): Promise<T> => {
  const { data, errors } = await api.ask<T>(key, query, variables)
  if (!data || errors) throw new Error(JSON.stringify(errors))
  return data
}
type Answered = { __typename: string; message?: string }
/** A mutation whose answer must be its success. */
async function change(name: string, type: string, input: Record<string, unknown>): Promise<void> {
  const query = `mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename ... on UserError { message } } }`
  const { answer } = await ask<{ answer: Answered }>(query, { input })
  if (!answer.__typename.endsWith('Success')) throw new Error(`${name}: ${answer.message}`)
}

type Batches = { batches: { edges: { node: { id: string; scopeHash: string } }[] } }

/** What a person does each morning: freezes what is due, reads it, approves it. */
async function approveTheDay(): Promise<void> {
  await change('dispatch', 'DispatchInput', { motion: 'ALL', live: true })
  const { batches } = await ask<Batches>('{ batches(first: 200, status: [PENDING]) { edges { node { id scopeHash } } } }')
  for (const { node } of batches.edges) await change('approveBatch', 'DecideBatchInput', { batchId: node.id, scopeHash: node.scopeHash })
}

type Tasks = { tasks: { edges: { node: { id: string; kind: string; lead: { email: string } } }[] } }

/** What a person does during the day: every call and voice note that waits. Answers whom they reached. */
async function doTheTasks(at: string): Promise<Touch[]> {
  const { tasks } = await ask<Tasks>('{ tasks(first: 200, open: true) { edges { node { id kind lead { email } } } } }')
  for (const { node } of tasks.edges) await change('completeTask', 'CompleteTaskInput', { taskId: node.id, outcome: 'DONE' })
  return tasks.edges.map(({ node }) => ({ email: node.lead.email, what: node.kind, at }))
}

/** Everything that must hold of all rows, and that nothing has stopped sending: empty when it does. */
async function broken(): Promise<unknown[]> {
  const { rows } = await root.pool.query(`select invariant, subject_type, subject_id, fault from broken_invariants('-infinity')`)
  const { rows: stops } = await root.pool.query('select scope, reason from emergency_stop where lifted_at is null')
  const { rows: checks } = await root.pool.query('select invariants, evidence from invariant_check where broken > 0')
  return [...rows, ...stops, ...checks]
}

/** Business time moves by the API; answers where it has arrived. */
async function pass(by: string): Promise<string> {
  await change('advanceClock', 'AdvanceClockInput', { by })
  const { rows } = await root.pool.query<{ now: Date }>('select business_now() as now')
  return rows[0]?.now.toISOString() ?? ''
}

const plan = shippedPlans['nine-touch']?.steps ?? []
const words = { EMAIL: 'EMAIL', LINKEDIN_REQUEST: 'REQUEST', LINKEDIN_MESSAGE: 'MESSAGE' }
const whole = plan.map(({ action, task }) => (action === 'TASK' ? (task ?? '') : words[action]))
const dayOf = (at: string) => new Date(at).toLocaleDateString('en-CA', { timeZone: 'America/Denver' })

test('8 leads go through nine touches by Instantly, HeyReach and a person: each once, in order, a day each, none after an answer', async () => {
  const people = Array.from({ length: 8 }, (_, number) => fittingFacts(number))
  await makeLeads(root, people)
  const emails = people.map(({ email }) => String(email))
  const urls = people.map(({ linkedinUrl }) => String(linkedinUrl))
  const [, , , stranger, otherStranger, answersFirst, answersMessage, answersSecond] = emails
  const strangers = [stranger, otherStranger]
  const answering = [answersFirst, answersMessage, answersSecond]
  await sandbox.control('PUT', 'behaviour', {
    fates: Object.fromEntries(emails.map((email) => [email, email === answersFirst ? 'reply:interested' : 'silent'])),
    linkedinFates: Object.fromEntries(urls.map((url, index) => [url, index === 3 || index === 4 ? 'silent' : 'accept'])),
  })
  const { run, message } = await startRun(api, key, { source: 'new' })
  if (!run) throw new Error(message)
  await finishedRun(api, key, run.id)
  const { rows: drafts } = await root.pool.query<{ id: string; version: number }>(`select id, version from draft where status = 'PENDING'`)
  expect(drafts).toHaveLength(8)
  const decisions = drafts.map(({ id, version }) => ({
    draftId: Buffer.from(`Draft:${id}`).toString('base64url'),
    version,
    decision: 'APPROVE',
  }))
  await change('reviewDrafts', 'ReviewDraftsInput', { decisions })

  const witness = createWitness(sandbox, new Map(urls.map((url, index) => [url, emails[index] ?? ''])), linkedinCampaigns.request)
  const done: Touch[] = []
  const began = performance.now()
  let days = 0
  for (let standing = 1; standing > 0 && days < 40; days++) {
    await approveTheDay()
    const evening = await pass('PT10H')
    done.push(...(await doTheTasks(evening)))
    await witness.look()
    expect(await broken(), evening).toEqual([])
    // Whoever has connected by now answers the first message; the other one the second email.
    if (days === 4) {
      await sandbox.control('PUT', 'behaviour', {
        fates: { [String(answersSecond)]: 'reply:interested' },
        linkedinFates: { [String(urls[6])]: 'reply:interested' },
      })
    }
    await pass('PT14H')
    const { rows } = await root.pool.query<{ count: number }>(`select count(*)::int from enrollment where state <> 'ENDED'`)
    standing = rows[0]?.count ?? 0
  }
  process.stderr.write(`8 leads, nine touches, ${days} days: ${((performance.now() - began) / 1000).toFixed(1)} s\n`)

  expect(await broken()).toEqual([])
  const { touches, answers } = await witness.tell()
  const all = [...touches, ...done].toSorted((a, b) => a.at.localeCompare(b.at))
  expect(all.filter(({ email }) => !emails.includes(email))).toEqual([])
  const story = Object.fromEntries(emails.map((email) => [email, all.filter((touch) => touch.email === email)]))
  for (const [email, mine] of Object.entries(story)) {
    const went = mine.map(({ what }) => what)
    const answer = answers.find((one) => one.email === email)
    if (answering.includes(email)) {
      expect(answer, email).toBeDefined()
      expect(
        mine.filter(({ at }) => at > (answer?.at ?? '')),
        `${email}: nothing after the answer`,
      ).toEqual([])
      expect(whole.slice(0, went.length), email).toEqual(went)
    } else {
      expect(answer, email).toBeUndefined()
      expect(went, email).toEqual(strangers.includes(email) ? whole.filter((what) => what !== 'MESSAGE' && what !== 'VOICE_NOTE') : whole)
    }
    const each = mine.map(({ at }) => dayOf(at))
    expect(new Set(each).size, `${email}: a day each: ${each}`).toBe(each.length)
  }
  // To the first email, to the message, to the second email.
  expect(answering.map((email) => story[String(email)]?.length)).toEqual([1, 5, 4])

  // No email repeats another: each says something else, under a subject of its own.
  const mails = await sentMails(sandbox)
  for (const email of emails) {
    const subjects = mails.filter(({ lead }) => lead === email).map(({ subject }) => subject)
    expect(new Set(subjects).size, `${email}: ${subjects}`).toBe(subjects.length)
  }
  const { rows: ends } = await root.pool.query<{ email: string; cause: string }>(
    `select l.email, e.cause from enrollment e join lead l on l.id = e.lead_id order by l.email`,
  )
  expect(ends).toEqual(emails.map((email) => ({ email, cause: answering.includes(email) ? 'REPLIED' : 'COMPLETED' })))
  // Whoever accepted was told by HeyReach's hook; what it says becomes a fact when the poll that it calls has confirmed it.
  const { rows: accepted } = await root.pool.query<{ told: number; confirmed: number }>(`
    select (select count(distinct convert_from(body, 'utf8')::jsonb #>> '{lead,profile_url}')::int from delivery
        where provider = 'heyreach' and event_type = 'connection_request_accepted' and is_authenticated and not headers ? 'brought-by') as told,
      (select count(distinct lead_id)::int from signal where kind = 'LINKEDIN_CONNECTED') as confirmed`)
  expect(accepted).toEqual([{ told: 5, confirmed: 5 }])
  expect(await witness.askedTwice()).toEqual([])
  expect(api.faults).toEqual([])
}, 600_000)
