import { planDispatch } from '@swarm/jobs/dispatch/plan-dispatch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLinkedin } from '../../harness/linkedin.ts'
import { changeSettings } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, data, startCadence } from './world.ts'

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
  await openLinkedin(world.root, world.root)
  await changeSettings(world.root, 'cadence', ['plan'], 'nine-touch')
})
afterAll(() => world.stop())

/** What would go now, of this lead. */
const plannedFor = async (leadId: string) => {
  const { planned, held } = await planDispatch(world.writer.sql, data, { motion: 'CADENCE' })
  const mine = planned.find((item) => item.leadId === leadId)
  return { planned: mine && `${mine.step} ${mine.action} ${mine.platform}`, held: held.find((item) => item.leadId === leadId)?.code }
}

test('nine touches with both channels, a call and a voice note: each planned by its own platform, in order, a day each', async () => {
  const leadId = await world.enrolled()
  const went: string[] = []
  for (let day = 0; day < 40 && (await world.look(leadId)).state !== 'ENDED'; day++) {
    const morning = new Date(Date.parse('2026-11-25T16:00:00Z') + day * 86_400_000)
    await world.clockTo(morning.toISOString())
    const { nextStep, nextDueAt, steps } = await world.look(leadId)
    const standing = steps.find(({ step }) => step === nextStep)
    if (nextStep === null || nextDueAt === null || nextDueAt > morning || standing?.draftId == null) continue
    const { planned, held } = await plannedFor(leadId)
    went.push(planned ?? `${nextStep} held: ${held}`)
    await world.touch(leadId)
    if (nextStep === 2)
      await world.root.pool.query(
        `insert into signal (id, lead_id, kind, provider, at, detail) values (uuid_v7(business_now()), $1, 'LINKEDIN_CONNECTED', 'heyreach', business_now(), '{}')`,
        [leadId],
      )
    await world.sweep()
  }
  expect(went).toEqual([
    '2 LINKEDIN_REQUEST HEYREACH',
    '4 EMAIL INSTANTLY',
    '5 LINKEDIN_MESSAGE HEYREACH',
    '6 EMAIL INSTANTLY',
    '8 EMAIL INSTANTLY',
    '9 EMAIL INSTANTLY',
  ])
  const now = await world.look(leadId)
  expect(now).toMatchObject({ state: 'ENDED', cause: 'COMPLETED' })
  expect(now.steps.map(({ step, state }) => `${step} ${state}`)).toEqual(now.steps.map(({ step }) => `${step} DONE`))
  const days = now.steps.map(({ done }) => done?.slice(0, 6))
  expect(new Set(days).size).toBe(9)
  const { rows } = await world.root.pool.query('select kind from task where lead_id = $1 order by due_at', [leadId])
  expect(rows).toEqual([{ kind: 'PHONE' }, { kind: 'VOICE_NOTE' }])
})
