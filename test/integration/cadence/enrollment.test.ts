import { changeEnrollment } from '@swarm/jobs/cadence/change-enrollment'
import { completeTask } from '@swarm/jobs/cadence/complete-task'
import { createLog } from '@swarm/jobs/log'
import { applyDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { suppress } from '@swarm/jobs/suppression/suppress'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { changeSettings, operator, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { type CadenceWorld, startCadence } from './world.ts'

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
})
afterAll(() => world.stop())

const change = (leadId: string, given: Partial<Parameters<typeof changeEnrollment>[2]>) =>
  changeEnrollment(world.writer, operator, {
    leadId,
    change: 'PAUSE',
    plan: null,
    planVersion: null,
    account: null,
    until: null,
    reason: 'A test.',
    ...given,
  })

/** What Instantly says of a lead, applied as it comes. */
async function hear(leadId: string, eventType: string, more: Record<string, unknown> = {}): Promise<void> {
  const { rows } = await world.root.pool.query('select email from lead where id = $1', [leadId])
  const at = (await make.now(world.root)).toISOString()
  const body = Buffer.from(JSON.stringify({ event_type: eventType, timestamp: at, lead_email: rows[0]?.email, ...more }))
  await world.writer.transaction((tx) =>
    storeDeliveries(tx, [{ provider: 'instantly', headers: {}, body, isAuthenticated: true, key: `${leadId} ${eventType} ${at}` }]),
  )
  await applyDeliveries(world.writer, createLog('test', 'silent'))
}

const dueOf = async (leadId: string) => (await world.look(leadId)).steps.map(({ due }) => due)

describe('an enrollment', () => {
  test('begins with the accepted first touch, in the settling statement, and its days are worked out', async () => {
    const leadId = await world.enrolled()
    expect(await world.look(leadId)).toMatchObject({ state: 'ACTIVE', nextStep: 2, nextDueAt: null })
    await world.sweep()
    const now = await world.look(leadId)
    // Tuesday 24 November is day 1; Thursday 26 is Thanksgiving; Monday and Friday are closed.
    expect(now.steps.map(({ step, state, due }) => [step, state, due])).toEqual([
      [1, 'DONE', expect.any(String)],
      [2, 'WAITING', 'Wed 25 08:00'],
      [3, 'WAITING', 'Tue 01 08:00'],
      [4, 'WAITING', 'Wed 02 08:00'],
      [5, 'WAITING', 'Thu 03 08:00'],
      [6, 'WAITING', 'Tue 08 08:00'],
      [7, 'WAITING', 'Thu 10 08:00'],
      [8, 'WAITING', 'Tue 15 08:00'],
    ])
  })

  test('is not made for a test send, and only once for a lead', async () => {
    const leadId = await world.enrolled()
    await expect(change(leadId, { change: 'ENROLL' })).rejects.toThrow('has had its cadence')
    const { rows } = await world.root.pool.query('select count(*)::int as count from enrollment where lead_id = $1', [leadId])
    expect(rows[0].count).toBe(1)
    const { rows: tests } = await world.root.pool.query(`select count(*)::int as count from enrollment where person like 'test-%'`)
    expect(tests[0].count).toBe(0)
  })

  test.each([
    ['reply_received', { reply_text: 'Tell me more.' }, 'REPLIED'],
    ['email_bounced', {}, 'BOUNCED'],
    ['lead_unsubscribed', {}, 'UNSUBSCRIBED'],
  ])('ends at once on %s', async (event, more, cause) => {
    const leadId = await world.enrolled()
    await world.sweep()
    await hear(leadId, event, more)
    const now = await world.look(leadId)
    expect(now).toMatchObject({ state: 'ENDED', cause, nextStep: null, nextDueAt: null })
    expect(now.steps.filter(({ state }) => state === 'SKIPPED')).toHaveLength(7)
  })

  test('ends with a suppression, in its statement', async () => {
    const leadId = await world.enrolled()
    const { rows } = await world.root.pool.query('select email from lead where id = $1', [leadId])
    await suppress(world.writer, operator, { email: rows[0].email, domain: null, linkedinUrl: null, reason: 'They called.' })
    expect(await world.look(leadId)).toMatchObject({ state: 'ENDED', cause: 'LEFT_ALONE' })
  })

  test('is held while they are out of office, and for their whole company when a colleague replies', async () => {
    const away = await world.enrolled()
    await hear(away, 'auto_reply_received', { reply_text: 'I am out of office.' })
    const held = await world.look(away)
    expect(held).toMatchObject({ state: 'PAUSED', cause: 'OUT_OF_OFFICE' })

    const company = await make.company(world.root)
    const one = await world.enrolled({}, company.id)
    const other = await world.enrolled({}, company.id)
    await hear(one, 'reply_received', { reply_text: 'Interesting.' })
    expect(await world.look(one)).toMatchObject({ state: 'ENDED', cause: 'REPLIED' })
    expect(await world.look(other)).toMatchObject({ state: 'PAUSED', cause: 'COMPANY_REPLIED' })

    await changeSettings(world.root, 'cadence', ['pauseCompany'], false)
    const third = await world.enrolled({}, company.id)
    const fourth = await world.enrolled({}, company.id)
    await hear(third, 'reply_received', { reply_text: 'Interesting.' })
    expect(await world.look(fourth)).toMatchObject({ state: 'ACTIVE' })
  })
})

describe('a first touch that nothing shows to have left', () => {
  test('holds what follows it: taken back, or not seen an hour after its window; a proof or a person lets it go on', async () => {
    await world.jumpTo(tuesdayMorning)
    const [back, lost, seen] = [await world.enrolled(), await world.enrolled(), await world.enrolled()]
    const prove = (leadId: string) =>
      world.root.pool.query(
        `select prove_sends(jsonb_build_array(jsonb_build_object('sendId', id, 'at', business_now()))) from send where lead_id = $1`,
        [leadId],
      )
    await world.root.pool.query('update send set recalled_at = business_now() where lead_id = $1', [back])
    await world.root.pool.query(`update send set window_to = business_now() - interval '61 minutes' where lead_id = any ($1)`, [
      [lost, seen],
    ])
    await prove(seen)
    await world.sweep()
    const states = async () => Promise.all([back, lost, seen].map(async (leadId) => (await world.look(leadId)).state))
    expect(await states()).toEqual(['PAUSED', 'PAUSED', 'ACTIVE'])
    expect(await world.look(back)).toMatchObject({ cause: 'NO_FIRST_TOUCH' })
    await prove(lost)
    await world.sweep()
    expect(await states()).toEqual(['PAUSED', 'ACTIVE', 'ACTIVE'])
    await change(back, { change: 'RESUME' })
    await world.sweep()
    expect(await states()).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE'])
  })

  test('is told of, and a pause by hand that ends by itself lets nothing go on', async () => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    await world.root.pool.query('update send set recalled_at = business_now() where lead_id = $1', [leadId])
    await world.root.pool.query('update alert set resolved_at = business_now() where resolved_at is null')
    await world.sweep()
    const told = `select message from alert where cause = 'cadence.no-first-touch' and resolved_at is null`
    expect((await world.root.pool.query(told)).rows).toMatchObject([
      { message: expect.stringMatching(/^\d+ cadences wait: nothing shows/) },
    ])
    await change(leadId, { change: 'PAUSE', until: new Date('2026-11-25T16:00:00Z') })
    expect(await world.look(leadId)).toMatchObject({ state: 'PAUSED', cause: 'BY_HAND' })
    await world.clockTo('2026-11-25T17:00:00Z')
    const { id, ...held } = await world.look(leadId)
    expect(held).toMatchObject({ state: 'PAUSED', cause: 'NO_FIRST_TOUCH' })
    await world.sweep()
    const { rows } = await world.root.pool.query(`select from audit_entry where subject_id = $1 and action = 'enrollment.paused'`, [id])
    expect(rows).toHaveLength(3)
    // Somebody says when the lead is back from a holiday: that says nothing of the first touch.
    // Nor does a process of the version before, which names no cause.
    for (const named of [`'OUT_OF_OFFICE', `, '']) {
      await world.root.pool.query(`select resume_enrollments(array[$1::uuid], ${named}'They are back.', 'Olga')`, [leadId])
      expect(await world.look(leadId)).toMatchObject({ state: 'ACTIVE' })
      await world.sweep()
      expect(await world.look(leadId)).toMatchObject({ state: 'PAUSED', cause: 'NO_FIRST_TOUCH' })
    }
    await change(leadId, { change: 'RESUME' })
    await change(leadId, { change: 'PAUSE', until: new Date('2026-11-25T18:00:00Z') })
    await world.clockTo('2026-11-25T19:00:00Z')
    expect(await world.look(leadId)).toMatchObject({ state: 'ACTIVE' })
  })
})

describe('time', () => {
  test('held does not consume a delay: what is left is shifted by it', async () => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    await world.sweep()
    await change(leadId, { change: 'PAUSE', until: new Date('2026-12-01T16:00:00Z') })
    await world.clockTo('2026-12-01T17:00:00Z')
    const now = await world.look(leadId)
    expect(now.state).toBe('ACTIVE')
    // A week later each, and no Thanksgiving in between.
    expect(now.steps.slice(1).map(({ due }) => due)).toEqual([
      'Wed 02 08:00',
      'Tue 08 08:00',
      'Wed 09 08:00',
      'Thu 10 08:00',
      'Tue 15 08:00',
      'Thu 17 08:00',
      'Tue 22 08:00',
    ])
  })

  test('is held for the longest of its pauses, and by hand until a person lets it go on', async () => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    const pause = async (days: number | null, cause: string, insteadOf: number | null = null) => {
      await world.root.pool.query(
        `select pause_enrollments(array[$1]::uuid[], $4::timestamptz + make_interval(days => $2), $3, 'A test.', 'test', $4::timestamptz + make_interval(days => $5))`,
        [leadId, days, cause, tuesdayMorning, insteadOf],
      )
      const { rows } = await world.root.pool.query(
        `select state, extract(day from paused_until - $2::timestamptz)::int as days from enrollment where lead_id = $1`,
        [leadId, tuesdayMorning],
      )
      return rows[0]
    }
    expect(await pause(-1, 'OUT_OF_OFFICE')).toEqual({ state: 'ACTIVE', days: null })
    expect(await pause(10, 'OUT_OF_OFFICE')).toEqual({ state: 'PAUSED', days: 10 })
    expect(await pause(5, 'OUT_OF_OFFICE')).toEqual({ state: 'PAUSED', days: 10 })
    // Another day of the same absence, and not of another.
    expect(await pause(6, 'BY_HAND', 10)).toEqual({ state: 'PAUSED', days: 10 })
    expect(await pause(6, 'OUT_OF_OFFICE', 10)).toEqual({ state: 'PAUSED', days: 6 })
    expect(await pause(12, 'OUT_OF_OFFICE')).toEqual({ state: 'PAUSED', days: 12 })
    expect(await pause(null, 'BY_HAND')).toEqual({ state: 'PAUSED', days: null })
    expect(await pause(20, 'OUT_OF_OFFICE')).toEqual({ state: 'PAUSED', days: null })
  })

  test('a connection brings the next message and the next email forward, a day each', async () => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    await world.sweep()
    expect((await dueOf(leadId)).slice(2, 5)).toEqual(['Tue 01 08:00', 'Wed 02 08:00', 'Thu 03 08:00'])
    await world.clockTo('2026-11-25T20:00:00Z')
    // LinkedIn is off in this world: the request is skipped once it is due.
    expect((await world.look(leadId)).steps[1]).toMatchObject({ state: 'SKIPPED', code: 'CHANNEL_OFF' })
    await changeSettings(world.root, 'dispatch', ['window', 'mondayAndFriday'], true)
    await world.root.pool.query(`select bring_enrollments_forward(array[$1]::uuid[], 'heyreach')`, [leadId])
    await world.sweep()
    // The email may go on the very day, which saw no other touch; Thursday is Thanksgiving, so the message goes on Friday.
    expect((await dueOf(leadId)).slice(2, 5)).toEqual(['Wed 25 08:00', 'Fri 27 08:00', 'Thu 03 08:00'])
    await changeSettings(world.root, 'dispatch', ['window', 'mondayAndFriday'], false)
  })

  test('a touch that went days late shifts the rest, and every step is done once', async () => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    await world.clockTo('2026-12-01T16:00:00Z')
    const before = await world.look(leadId)
    expect(before.nextStep).toBe(3)
    // Nobody approved it for a week.
    await world.clockTo('2026-12-08T16:00:00Z')
    await world.touch(leadId)
    await world.sweep()
    const now = await world.look(leadId)
    expect(now.steps[2]).toMatchObject({ state: 'DONE', done: expect.stringContaining('Tue 08') })
    expect(now.nextStep).toBe(4)
    expect(now.steps.slice(3).map(({ due }) => due)).toEqual([
      'Wed 09 08:00',
      'Thu 10 08:00',
      'Tue 15 08:00',
      'Thu 17 08:00',
      'Tue 22 08:00',
    ])
  })
})

describe('a person', () => {
  test('moves a lead to the other plan: what is behind stays, what is left is replaced', async () => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    await world.clockTo('2026-11-25T20:00:00Z')
    await change(leadId, { change: 'MOVE', plan: 'nine-touch' })
    await world.sweep()
    const now = await world.look(leadId)
    expect(now.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      '1 DONE',
      '2 SKIPPED',
      '3 WAITING',
      '4 WAITING',
      '5 WAITING',
      '6 WAITING',
      '7 WAITING',
      '8 WAITING',
      '9 WAITING',
    ])
    await world.clockTo('2026-12-01T16:00:00Z')
    const { rows } = await world.root.pool.query('select id, kind, script from task where lead_id = $1', [leadId])
    expect(rows).toEqual([{ id: expect.any(String), kind: 'PHONE', script: 'Say what phone_script says.' }])
    expect((await world.look(leadId)).steps[2]).toMatchObject({ state: 'DONE' })

    await completeTask(world.writer, operator, { taskId: rows[0].id, outcome: 'NO_ANSWER', note: null })
    await expect(completeTask(world.writer, operator, { taskId: rows[0].id, outcome: 'DONE', note: null })).rejects.toThrow(
      'Olga has closed',
    )
  })

  test('moves a lead to another account for cold mail, and nobody to GoHighLevel or away from it', async () => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    await world.root.pool.query(
      `insert into sending_account (platform, address, domain, position) values ('GHL', 'dani@chiefai.example', 'chiefai.example', 9)`,
    )
    await expect(change(leadId, { change: 'MOVE', account: 'dani@chiefai.example' })).rejects.toThrow('no such account for cold mail')
    await change(leadId, { change: 'MOVE', account: 'ana@sender-1.example' })
    const { rows } = await world.root.pool.query(
      'select e.account, l.account as "leads" from enrollment e join lead l on l.id = e.lead_id where l.id = $1',
      [leadId],
    )
    expect(rows).toEqual([{ account: 'ana@sender-1.example', leads: 'ana@sender-1.example' }])
    await world.root.pool.query(`update enrollment set platform = 'GHL' where lead_id = $1`, [leadId])
    await expect(change(leadId, { change: 'MOVE', account: 'ana@sender-0.example' })).rejects.toThrow('stays on GoHighLevel')
  })

  test.each(['PENDING', 'APPROVED'])('takes a lead out, and open tasks and drafts go with it, also one that is %s', async (status) => {
    await world.jumpTo(tuesdayMorning)
    const leadId = await world.enrolled()
    await world.clockTo('2026-12-01T02:00:00Z')
    const draftId = (await world.look(leadId)).steps[2]?.draftId
    expect(draftId).toEqual(expect.any(String))
    await world.root.pool.query('update draft set status = $2, decided_at = business_now() where id = $1', [draftId, status])
    await change(leadId, { change: 'EXIT', reason: 'They are a friend.' })
    expect(await world.look(leadId)).toMatchObject({ state: 'ENDED', cause: 'BY_HAND' })
    const { rows } = await world.root.pool.query('select status from draft where id = $1', [draftId])
    expect(rows).toEqual([{ status: 'WITHDRAWN' }])
    await expect(change(leadId, { change: 'RESUME' })).rejects.toThrow('No cadence')
  })
})
