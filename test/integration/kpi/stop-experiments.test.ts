import { newId } from '@swarm/db/new-id'
import { loadExperiments } from '@swarm/jobs/kpis/load-experiments'
import { loadWinners, stopExperiments } from '@swarm/jobs/kpis/stop-experiments'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { from, makeNumbers, randomFrom } from './made-numbers.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  await makeNumbers(api.writer, randomFrom(11), 2_000)
})
afterAll(() => api.stop())

const log = createLog('test', 'silent')

/** From then on this version of a text is written from. */
async function signOff(angle: string, version: number): Promise<void> {
  await api.writer.pool.query(
    `insert into template_version (angle, version, document, created_by, created_at) values ($1, $2, '{}', 'Olga', now()) on conflict do nothing`,
    [angle, version],
  )
  await api.writer.pool.query(`insert into template_sign_off (angle, version, actor, at) values ($1, $2, 'Olga', now())`, [angle, version])
}

test('while nothing is certain nothing ends', async () => {
  expect(await stopExperiments(api.writer, log)).toEqual([])
  expect((await loadWinners(api.writer.sql)).size).toBe(0)
})

/** Everybody who got that subject answers it at once. */
async function answerAll(angle: string, variant: string): Promise<void> {
  const { rows } = await api.writer.pool.query<{ id: string; leadId: string; at: Date }>(
    `select s.id, s.lead_id as "leadId", s.proven_at as at from send s join draft d on d.id = s.draft_id where d.angle = $1 and d.variant = $2 and s.status = 'PROVEN' and s.channel = 'EMAIL'`,
    [angle, variant],
  )
  await api.writer.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail) select id, lead, 'EMAIL_REPLIED', 'instantly', at::timestamptz + interval '1 hour', jsonb_build_object('sendId', send)
     from jsonb_to_recordset($1) as r(id uuid, lead uuid, send uuid, at text)`,
    [JSON.stringify(rows.map(({ id, leadId, at }) => ({ id: newId(from), lead: leadId, send: id, at })))],
  )
}

test('an experiment ends once one subject is clearly better: once, with its evidence, and a person is told', async () => {
  await answerAll('quick_win', 'B')
  await signOff('quick_win', 1)
  const [first, second] = await Promise.all([stopExperiments(api.writer, log), stopExperiments(api.writer, log)])
  expect([...first, ...second].map(({ angle }) => angle)).toEqual(['quick_win'])
  expect(await stopExperiments(api.writer, log)).toEqual([])
  expect(Object.fromEntries(await loadWinners(api.writer.sql))).toEqual({ 'quick_win v1': 'B' })
  const ended = (await loadExperiments(api.writer.sql)).find(({ angle }) => angle === 'quick_win')
  expect(ended).toMatchObject({ winner: 'B', verdict: 'B_IS_BETTER', stoppedAt: expect.any(Date) })
  const { rows: told } = await api.writer.pool.query(
    `select (select count(*)::int from audit_entry where action = 'experiment.stopped') as audited,
       (select message from alert where cause = 'experiment:quick_win v1' and severity = 'INFO') as message`,
  )
  expect(told).toEqual([{ audited: 1, message: 'Subject B of quick win is clearly better: it is written alone from now on.' }])
})

test('of a version that is not written from any more nobody is told that it is', async () => {
  await answerAll('value_first', 'A')
  await signOff('value_first', 2)
  expect((await stopExperiments(api.writer, log)).map(({ angle }) => angle)).toEqual(['value_first'])
  const { rows } = await api.writer.pool.query(`select message from alert where cause = 'experiment:value_first v1'`)
  expect(rows).toEqual([{ message: 'Subject A of value first was clearly better in version 1, which is not written from any more.' }])
})
