import { randomInt } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { mergeLeads } from '@swarm/jobs/merge/merge-leads'
import { unmergeLeads } from '@swarm/jobs/merge/unmerge-leads'
import { statusesOfStage } from '@swarm/jobs/signals/lead-stage'
import { leadStatuses } from '@swarm/jobs/signals/lead-status'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { moveClock, operator } from '../../harness/make-dispatch.ts'
import { randomFrom } from '../kpi/made-numbers.ts'

const seed = Number(process.env['SEED'] ?? randomInt(1_000_000))
let api: TestApi
let owner: Writer
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('read')
  owner = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
})
afterAll(async () => {
  await owner.end()
  await api.stop()
})

type Stage = { stage: string; count: number; statuses: Record<string, number>; conversion: number | null }
type Answer = {
  funnel: Stage[]
  leads: { totalCount: number; edges: { node: { id: string; status: string; stage: string } }[] }
  some: { edges: { node: { id: string } }[] }
}
const query = `query ($asOf: DateTime) {
  funnel(asOf: $asOf) { stage count statuses conversion }
  leads(asOf: $asOf, orderBy: { by: NAME }, first: 200) { totalCount edges { node { id status stage } } }
  some: leads(asOf: $asOf, filter: { stage: [ENGAGED, TERMINAL] }, orderBy: { by: NAME }, first: 200) { edges { node { id } } } }`

async function look(asOf: string | null): Promise<Answer> {
  const { data, errors } = await api.ask<Answer>(key, query, { asOf })
  expect([errors, api.faults]).toEqual([undefined, []])
  if (!data) throw new Error('no answer')
  return data
}

test(`what was seen at an instant is seen again as of it, in funnel, list and filter, whatever came later (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const leads: string[] = []
  const seen: { at: string; answer: Answer }[] = []
  for (let step = 0; step < 25; step++) {
    await moveClock(owner, new Date(Date.parse('2026-11-24T16:00:00.000Z') + step * 3_600_000).toISOString())
    if (step % 3 === 0) leads.push((await make.lead(api.writer)).id)
    // Several moves within one transaction are of one instant.
    const moves = Array.from({ length: Math.floor(random() * 4) }, () => [
      leads[Math.floor(random() * leads.length)],
      leadStatuses[Math.floor(random() * leadStatuses.length)],
    ])
    const client = await owner.pool.connect()
    await client.query('begin')
    for (const [id, status] of moves)
      await client.query(
        `update lead set status = $2, status_cause = case when $2 = 'DISQUALIFIED'::lead_status then 'score' end where id = $1`,
        [id, status],
      )
    await client.query('commit')
    client.release()
    const { rows } = await owner.pool.query<{ now: Date }>(`select business_now() as now`)
    seen.push({ at: rows[0]?.now.toISOString() ?? '', answer: await look(null) })
  }
  for (const { at, answer } of seen) expect(await look(at), at).toEqual(answer)
  const first = await look('2026-11-01T00:00:00.000Z')
  expect(first.leads.edges).toEqual([])
  expect(first.funnel.map(({ count, conversion }) => [count, conversion])).toEqual(first.funnel.map(() => [0, null]))
}, 60_000)

test('the stages of then are those of now', async () => {
  const { rows } = await owner.pool.query<{ status: string; stage: string }>('select distinct status, stage from lead')
  for (const { status, stage } of rows)
    expect(Object.entries(statusesOfStage).find(([, statuses]) => statuses.some((one) => one === status))?.[0]).toBe(stage)
  expect(Object.values(statusesOfStage).flat().toSorted()).toEqual([...leadStatuses].toSorted())
})

test('what a lead was stays what it was when another one is merged with it', async () => {
  const { rows } = await owner.pool.query<{ now: Date }>(`select business_now() - interval '2 hours' as now`)
  const then = rows[0]?.now ?? new Date(0)
  const before = new Date(then.getTime() - 3_600_000)
  const older = await make.lead(api.writer, { createdAt: before, columns: { status: 'SENT' } })
  const younger = await make.lead(api.writer, { createdAt: then })
  for (const status of ['APPROVED', 'REPLIED']) await owner.pool.query('update lead set status = $2 where id = $1', [younger.id, status])
  const { mergeId } = await mergeLeads(api.writer, operator, { leadId: older.id, otherId: younger.id, reason: 'The same person.' })
  const statusThen = async (asOf: Date) =>
    (await look(asOf.toISOString())).leads.edges.find(({ node }) => node.id === make.globalId('Lead', older.id))?.node.status
  expect([await statusThen(then), await statusThen(new Date(Date.now() + 86_400_000 * 365))]).toEqual(['SENT', 'REPLIED'])
  const total = ({ funnel }: Answer) => funnel.find(({ stage }) => stage === 'OUTREACH')?.statuses['SENT']
  const sent = total(await look(then.toISOString()))
  await unmergeLeads(api.writer, operator, { mergeId })
  expect([await statusThen(then), total(await look(then.toISOString()))]).toEqual(['SENT', sent])
})

test('nobody writes by hand what a lead was', async () => {
  await expect(api.writer.pool.query('delete from lead_status_change')).rejects.toMatchObject({ code: '42501' })
})
