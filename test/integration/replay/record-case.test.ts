import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replayAdd } from '@swarm/api/cli/replay-command'
import { craftFollowUpDrafts } from '@swarm/jobs/craft/craft-follow-up-drafts'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { laterCaseSchema } from '@swarm/jobs/replay/later-case'
import { leadCaseSchema } from '@swarm/jobs/replay/lead-case'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { globalId } from '../../harness/make.ts'
import { makeBatch, sendTo } from '../../harness/make-dispatch.ts'
import { fittingFacts, makeLeads } from '../../harness/make-leads.ts'
import { root } from '../../harness/run-process.ts'
import { startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { finishedRun, startRun } from '../run/runs.ts'

let api: TestApi
let runner: TestRunner
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'swarm-cases-'))
  api = await startTestApi()
  runner = await startRunnerProcess(api.database, { QUEUES: 'advance-run,sweep-runs' })
})
afterAll(async () => {
  await runner.stop()
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs `swarm replay add` as it is typed; what it printed and told, and how it ended. */
async function add(options: Record<string, string>): Promise<{ code: number; printed: string[]; told: string[] }> {
  const printed: string[] = []
  const told: string[] = []
  const code = await replayAdd.run(
    { ...options, to: folder },
    {
      folder,
      root,
      environment: { DATABASE_READ_URL: api.database.urls.read },
      print: (line) => printed.push(line),
      tell: (line) => told.push(line),
      ask: async () => null,
    },
    [],
  )
  return { code, printed, told }
}

const textOf = (printed: string[]) => {
  const line = printed.find((one) => one.startsWith('Written: ')) ?? ''
  return readFileSync(join(folder, line.replace('Written: ', '')), 'utf8')
}
const fileOf = (printed: string[]) => {
  const text = textOf(printed)
  return { text, document: leadCaseSchema.parse(JSON.parse(text)) }
}

test('decisions of a run become cases that replay to the same and name nobody', async () => {
  const people = [
    fittingFacts(1, { firstName: 'Wilhelmina', lastName: 'Vandersloot', phone: '+1 303 555 0117' }),
    fittingFacts(2, { firstName: 'Bartholomew', title: 'Director of Operations', employeeCount: 40, industry: 'law practice' }),
    fittingFacts(3, {
      firstName: 'Cordelia',
      companyName: 'Hart-Lowe (Group) Ltd',
      companyDomain: 'hart-lowe.example',
      email: 'cordelia@hart-lowe.example',
      title: 'Head of Operations',
      emailStatus: 'LIKELY',
    }),
    fittingFacts(4, { firstName: 'Ignatius', title: 'Intern', industry: 'oil & energy', employeeCount: 9 }),
  ]
  const ids = await makeLeads(api.writer, people)
  const key = await api.keyFor('operate')
  const { run } = await startRun(api, key, { source: 'new' })
  if (!run) throw new Error('the run did not start')
  await finishedRun(api, key, run.id)

  for (const [place, id] of ids.entries()) {
    const { rows } = await api.writer.pool.query<{ id: string; angle: string }>('select id, angle from draft where lead_id = $1', [id])
    const [draft] = rows
    const { code, printed, told } = await add(draft ? { draft: globalId('Draft', draft.id) } : { lead: id })
    expect({ code, told, differs: printed.filter((line) => line.startsWith('DIFFERS')) }).toEqual({ code: 0, told: [], differs: [] })
    const { text, document } = fileOf(printed)
    const scored = await api.writer.pool.query<{ score: number; tier: string | null }>('select score, tier from lead where id = $1', [id])
    expect(document.expected).toMatchObject({ score: scored.rows[0]?.score, tier: scored.rows[0]?.tier })
    if (draft) expect(document.expected.draft?.angle).toEqual([draft.angle])
    const { firstName, lastName, companyName, companyDomain, email, linkedinUrl, city } = people[place] ?? {}
    for (const real of [id, firstName, lastName, companyName, companyDomain, email, linkedinUrl, city])
      expect(text.toLowerCase()).not.toContain(String(real).toLowerCase())
    // The made-up id of the case may well hold 555.
    expect(text).not.toMatch(/303\D?555|555\D?0117/)
  }
})

test('a first LinkedIn request becomes a case that says by what way the lead is written to', async () => {
  const { email: _email, emailStatus: _status, ...withoutAddress } = fittingFacts(21, { firstName: 'Philippa', lastName: 'Quartermain' })
  const dead = { address: 'ana22@brightside22.example', status: 'INVALID' }
  const people = [withoutAddress, fittingFacts(22, { firstName: 'Octavian', emailStatus: dead, title: 'VP of Operations' })]
  const ids = await makeLeads(api.writer, people)
  const key = await api.keyFor('operate')
  const { run } = await startRun(api, key, { source: 'new' })
  if (!run) throw new Error('the run did not start')
  await finishedRun(api, key, run.id)
  for (const [place, id] of ids.entries()) {
    const { rows } = await api.writer.pool.query<{ id: string; action: string; angle: string }>(
      'select id, action, angle from draft where lead_id = $1',
      [id],
    )
    expect(rows).toMatchObject([{ action: 'LINKEDIN_REQUEST' }])
    for (const asked of [{ draft: rows[0]?.id ?? '' }, { lead: id }]) {
      const { code, printed, told } = await add({ ...asked, name: `a request ${place}` })
      expect({ code, told, differs: printed.filter((line) => line.startsWith('DIFFERS')) }).toEqual({ code: 0, told: [], differs: [] })
      const { text, document } = fileOf(printed)
      expect(document.given.messageKind).toBe('connection_note')
      expect(document.expected.draft).toMatchObject({ by: 'connection_note', angle: [rows[0]?.angle] })
      for (const real of [id, people[place]?.firstName, people[place]?.linkedinUrl])
        expect(text.toLowerCase()).not.toContain(String(real).toLowerCase())
    }
  }
})

test('a step of a cadence becomes a case with what was sent before it, and names nobody', async () => {
  const { rows } = await api.writer.pool.query<{ id: string; leadId: string; email: string; firstName: string }>(
    `select d.id, d.lead_id as "leadId", l.email, l.first_name as "firstName" from draft d join lead l on l.id = d.lead_id where d.status = 'PENDING' order by d.id limit 1`,
  )
  const [first] = rows
  if (!first) throw new Error('no first email')
  const { sendIds } = await makeBatch(api.writer, [sendTo(first.email, { lead: first.leadId, draft: first.id, draftVersion: 1 })])
  await api.writer.pool.query(`update send set status = 'ACCEPTED', accepted_at = business_now() where id = any($1)`, [sendIds])
  await api.writer.pool.query(`update draft set status = 'SENT' where id = $1`, [first.id])
  const world = { publicUrl: 'http://localhost:4000', addressLists: loadAddressLists({ sandbox: true }) }
  const [made] = await api.writer.transaction((tx) =>
    craftFollowUpDrafts(tx, world, [
      { leadId: first.leadId, motion: 'CADENCE', round: 1, step: 3, template: 'value_followup', action: 'EMAIL' },
    ]),
  )
  if (!made?.draftId) throw new Error(`no follow-up: ${JSON.stringify(made)}`)
  const { code, printed, told } = await add({ draft: made.draftId, name: 'a step' })
  expect({ code, told, differs: printed.filter((line) => line.startsWith('DIFFERS')) }).toEqual({ code: 0, told: [], differs: [] })
  const text = textOf(printed)
  const { given, expected } = laterCaseSchema.parse(JSON.parse(text))
  expect(expected.state).toBe(made.state)
  expect(given.earlier).toMatchObject([{ step: 1, kind: 'first_touch', topic: expect.any(String), acceptedAt: expect.any(String) }])
  expect(expected.opens).toContain(given.earlier[0]?.topic)
  for (const real of [first.leadId, first.firstName, first.email]) expect(text.toLowerCase()).not.toContain(real.toLowerCase())
})

test('the second case of a name does not overwrite the first, and what is not there is said', async () => {
  const [id = ''] = await makeLeads(api.writer, [fittingFacts(9)])
  expect(await add({ lead: id })).toMatchObject({ code: 3, told: ['No decision with a score is kept for it.'] })
  const { rows } = await api.writer.pool.query<{ leadId: string }>('select lead_id as "leadId" from draft limit 1')
  const leadId = rows[0]?.leadId ?? ''
  const first = await add({ lead: leadId, name: 'the same words' })
  const second = await add({ lead: leadId, name: 'the same words' })
  expect([first.printed[0], second.printed[0]]).toEqual(['Written: the-same-words.json', 'Written: the-same-words-2.json'])
})
