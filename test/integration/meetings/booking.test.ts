import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { placeMeetings } from '../../../jobs/src/meetings/place-meetings.ts'
import { readCalendar } from '../../../jobs/src/meetings/read-calendar.ts'
import * as make from '../../harness/make.ts'
import { changeSettings } from '../../harness/make-dispatch.ts'
import { type GhlWorld, startGhlWorld } from '../ghl/ghl-world.ts'

let world: GhlWorld
let key = ''
let running = true
let isHeld = false
let runner: Promise<unknown> = Promise.resolve()
const appointmentsPath = '^/calendars/events/appointments$'

beforeAll(async () => {
  world = await startGhlWorld()
  key = await world.api.keyFor('operate')
  await world.writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('nurture', 1, '{"answerWithinMs": 25000}', 'test')`,
  )
  // A runner, as far as this needs one.
  runner = (async () => {
    while (running) {
      if (!isHeld) await placeMeetings(world.sync)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
})
beforeEach(() => readCalendar(world.sync))
afterEach(async () => {
  isHeld = false
  await world.control('DELETE', 'faults')
  // Each test has the calendar to itself.
  for (const { id } of await appointments()) await world.call('DELETE', `/calendars/events/${id}`, undefined, '2021-04-15')
  await world.writer.pool.query(`delete from meeting`)
  await reread()
})
afterAll(async () => {
  running = false
  await runner
  await world.stop()
})

const reread = async () => {
  await world.writer.pool.query(`update calendar_reading set read_at = null`)
  await readCalendar(world.sync)
}
const appointments = async () => {
  const found = await world.ghl.calendar.appointments(new Date('2026-01-01'), new Date('2027-12-31'))
  return found.filter(({ status }) => status !== 'cancelled')
}
type Slot = { startAt: string; timeZone: string; isLeadZone: boolean; words: string }
const now = async () => {
  const { rows } = await world.writer.pool.query<{ now: Date }>('select business_now() as now')
  return rows[0]?.now ?? new Date(0)
}
const slots = async (lead: make.MadeLead, days = 2): Promise<Slot[]> => {
  const from = await now()
  const answer = await world.api.ask<{ meetingSlots: Slot[] }>(
    key,
    `query ($id: ID!, $from: DateTime!, $to: DateTime!) { meetingSlots(leadId: $id, from: $from, to: $to) { startAt timeZone isLeadZone words } }`,
    { id: make.globalId('Lead', lead.id), from: from.toISOString(), to: new Date(from.getTime() + days * 86_400_000).toISOString() },
  )
  if (!answer.data) throw new Error(JSON.stringify(answer.errors))
  return answer.data.meetingSlots
}
type Booked = {
  __typename: string
  message: string
  code?: string
  reasons?: { code: string }[]
  meeting?: { id: string; status: string; words: string; lead: { meetings: { id: string }[] } }
}
const book = async (lead: make.MadeLead, startAt: string): Promise<Booked> => {
  const answer = await world.api.ask<{ bookMeeting: Booked }>(
    key,
    `mutation ($id: ID!, $at: DateTime!) { bookMeeting(input: { leadId: $id, startAt: $at }) { __typename
      ... on BookMeetingSuccess { message meeting { id status words lead { meetings { id } } } }
      ... on UserError { code message } ... on RefusedError { reasons { code } } } }`,
    { id: make.globalId('Lead', lead.id), at: startAt },
  )
  if (!answer.data) throw new Error(JSON.stringify(answer.errors))
  return answer.data.bookMeeting
}
const tokyo = () => make.lead(world.writer, { columns: { time_zone: 'Asia/Tokyo', status: 'REPLIED' } })
const firstSlot = async (lead: make.MadeLead, place = 0): Promise<Slot> => {
  const slot = (await slots(lead))[place]
  if (!slot) throw new Error('no slot is free')
  return slot
}
const atMost = (mostPerDay: number) =>
  world.writer.pool.query(
    `insert into setting_version (section, version, document, created_by)
     select 'meetings', coalesce(max(version), 0) + 1, $1, 'test' from setting_version where section = 'meetings'`,
    [{ mostPerDay }],
  )
const posted = () => world.requests(appointmentsPath)
const rowOf = async (lead: make.MadeLead) => {
  const { rows } = await world.writer.pool.query<{ status: string; code: string | null; message: string | null }>(
    `select status, code, message from meeting where lead_id = $1 order by id desc limit 1`,
    [lead.id],
  )
  return rows[0]
}

test('slots are free in the calendar, two hours off at least, in working hours, and told in the lead’s own zone', async () => {
  const lead = await tokyo()
  const found = await slots(lead)
  const from = await now()
  expect(found.length).toBeGreaterThan(5)
  for (const { startAt, words, isLeadZone } of found) {
    expect(Date.parse(startAt)).toBeGreaterThanOrEqual(from.getTime() + 7_200_000)
    expect(isLeadZone).toBe(true)
    expect(words).toMatch(/GMT\+9 \(Asia\/Tokyo\)$/)
    // 9 to 17 in Denver, which is seven hours behind UTC then; the calendar's own hours are 14 to 22 UTC.
    expect(new Date(startAt).getUTCHours()).toBeGreaterThanOrEqual(16)
  }
})

test('a booking is in the calendar, tells the lead in their zone, ends the cadence’s wait and makes them MEETING_BOOKED', async () => {
  const lead = await tokyo()
  const slot = await firstSlot(lead)
  const result = await book(lead, slot.startAt)
  expect(result).toMatchObject({
    __typename: 'BookMeetingSuccess',
    message: 'Meeting booked',
    meeting: { status: 'BOOKED', words: slot.words },
  })
  expect(result.meeting?.lead.meetings).toHaveLength(1)
  const [request] = (await posted()).slice(-1)
  const body = z.object({ description: z.string(), toNotify: z.boolean() }).parse(JSON.parse(request?.body ?? '{}'))
  expect(body).toEqual(expect.objectContaining({ description: slot.words, toNotify: true }))
  await expect
    .poll(async () => (await world.writer.pool.query('select status from lead where id = $1', [lead.id])).rows[0])
    .toEqual({
      status: 'MEETING_BOOKED',
    })
  // What the calendar says of itself later adds nothing.
  await reread()
  const { rows } = await world.writer.pool.query(
    `select (select count(*)::int from meeting where lead_id = $1) as meetings,
      (select count(*)::int from signal where lead_id = $1 and kind = 'MEETING_BOOKED') as signals`,
    [lead.id],
  )
  expect(rows).toEqual([{ meetings: 1, signals: 1 }])
})

test('asked twice at once it is one meeting; another time for the same lead is refused', async () => {
  const lead = await tokyo()
  const slot = await firstSlot(lead)
  const [one, two] = await Promise.all([book(lead, slot.startAt), book(lead, slot.startAt)])
  expect(one.meeting?.id).toBe(two.meeting?.id)
  expect(await appointments()).toHaveLength(1)
  const other = await book(lead, (await firstSlot(lead, 3)).startAt)
  expect(other).toMatchObject({ __typename: 'RefusedError', code: 'ALREADY_DONE' })
})

test('two leads for one time: one has it, the other hears why not, and the next slot keeps the buffer', async () => {
  const [ana, bo] = [await tokyo(), await tokyo()]
  const { startAt } = await firstSlot(ana)
  const results = await Promise.all([book(ana, startAt), book(bo, startAt)])
  expect(results.map((one) => one.__typename).sort()).toEqual(['BookMeetingSuccess', 'RefusedError'])
  expect(results.flatMap((one) => one.reasons ?? [])).toEqual([{ code: 'SLOT_TAKEN' }])
  const next = await firstSlot(await tokyo())
  expect(Date.parse(next.startAt) - Date.parse(startAt)).toBeGreaterThanOrEqual(45 * 60_000)
})

test('a day takes no more than the settings say, whoever booked', async () => {
  const [ana, bo] = [await tokyo(), await tokyo()]
  const { startAt } = await firstSlot(ana)
  await book(ana, startAt)
  await atMost(1)
  const today = startAt.slice(0, 10)
  expect(
    (await slots(bo, 1)).filter((slot) => slot.startAt.startsWith(today) && Date.parse(slot.startAt) - Date.parse(startAt) < 6 * 3_600_000),
  ).toEqual([])
  await atMost(8)
})

test('a time that the calendar gave away meanwhile is refused in its words, and is offered no more', async () => {
  const lead = await tokyo()
  const { startAt } = await firstSlot(lead)
  const { id: contactId } = await world.contact('somebody@else.example')
  const theirs = { calendarId: 'swarmSandboxCalendar', locationId: 'swarmSandboxLocation', contactId, startTime: startAt }
  await world.call('POST', '/calendars/events/appointments', theirs, '2021-04-15')
  const result = await book(lead, startAt)
  expect(result.message).toMatch(/^Not booked: /)
  expect((await slots(lead)).map((slot) => slot.startAt)).not.toContain(startAt)
})

test('an answer that is lost after the booking is found in the calendar, and never asked for twice', async () => {
  const lead = await tokyo()
  const { startAt } = await firstSlot(lead)
  await world.control('PUT', 'faults', [{ provider: 'ghl', path: appointmentsPath, dropAfterActing: true, times: 1 }])
  const before = (await posted()).length
  expect((await book(lead, startAt)).message).toBe('The calendar gave no clear answer. It is looked up.')
  await world.pass(15_000)
  await expect.poll(() => rowOf(lead)).toMatchObject({ status: 'BOOKED' })
  expect((await posted()).length - before).toBe(1)
  expect(await appointments()).toHaveLength(1)
})

test('a booking that never arrived is given up after three looks, so that a person may book again', async () => {
  const lead = await tokyo()
  const { startAt } = await firstSlot(lead)
  await world.control('PUT', 'faults', [{ provider: 'ghl', path: appointmentsPath, resetBeforeActing: true, times: 1 }])
  await book(lead, startAt)
  // Each look finds that the time for the next one has come.
  await expect
    .poll(
      async () => {
        await world.pass(310_000)
        return rowOf(lead)
      },
      { interval: 300 },
    )
    .toMatchObject({ status: 'REFUSED', code: 'NOT_BOOKED' })
  expect((await book(lead, (await firstSlot(lead, 4)).startAt)).message).toBe('Meeting booked')
})

test('a runner that died during the call leaves an unclear booking, which is looked up and not repeated', async () => {
  const lead = await tokyo()
  isHeld = true
  await changeSettings(world.writer, 'nurture', ['answerWithinMs'], 1_000)
  await book(lead, (await firstSlot(lead)).startAt)
  await changeSettings(world.writer, 'nurture', ['answerWithinMs'], 25_000)
  const before = (await posted()).length
  await world.writer.pool.query(
    `update meeting set status = 'BOOKING', attempt_key = gen_random_uuid(), contact_id = 'nobody', lease_until = clock_timestamp() - interval '1 second' where lead_id = $1`,
    [lead.id],
  )
  isHeld = false
  await expect.poll(() => rowOf(lead)).toMatchObject({ status: 'UNKNOWN' })
  expect((await posted()).length).toBe(before)
})

test('nobody is invited while sending is stopped, or who asked to be left alone', async () => {
  const lead = await tokyo()
  const { startAt } = await firstSlot(lead)
  await world.writer.pool.query(
    `insert into suppression (email, person_key, reason, source) select email, person_key, 'asked to stop', 'test' from lead where id = $1`,
    [lead.id],
  )
  expect((await book(lead, startAt)).reasons).toEqual([{ code: 'SUPPRESSED' }])
  const other = await tokyo()
  isHeld = true
  await changeSettings(world.writer, 'nurture', ['answerWithinMs'], 1_000)
  await book(other, startAt)
  await changeSettings(world.writer, 'nurture', ['answerWithinMs'], 25_000)
  await world.writer.pool.query(`insert into emergency_stop (scope, reason, set_by, set_at) values ('ALL', 'test', 'test', now())`)
  isHeld = false
  await expect.poll(() => rowOf(other)).toMatchObject({ status: 'REFUSED', code: 'EMERGENCY_STOP' })
  expect((await book(other, startAt)).code).toBe('EMERGENCY_STOP')
  expect(await appointments()).toHaveLength(0)
  await world.writer.pool.query(`update emergency_stop set lifted_by = 'test', lifted_at = now(), lift_reason = 'test'`)
})

const askedWhileHeld = async (lead: make.MadeLead, startAt: string) => {
  isHeld = true
  await changeSettings(world.writer, 'nurture', ['answerWithinMs'], 1_000)
  await book(lead, startAt)
  await changeSettings(world.writer, 'nurture', ['answerWithinMs'], 25_000)
}

test('what was asked for in time is not booked once its time is near, or somebody else’s is next to it', async () => {
  const [late, beside] = [await tokyo(), await tokyo()]
  const second = (await firstSlot(beside, 4)).startAt
  await askedWhileHeld(beside, second)
  await world.writer.pool.query(
    `insert into meeting (source, status, start_at, end_at, busy_until, time_zone, requested_at, appointment_id)
     select 'CALENDAR', 'BOOKED', at - interval '30 minutes', at - interval '5 minutes', at + interval '10 minutes', 'UTC', business_now(), 'theirs'
     from (select $1::timestamptz as at) t`,
    [second],
  )
  isHeld = false
  await expect.poll(() => rowOf(beside)).toMatchObject({ status: 'REFUSED', code: 'SLOT_TAKEN' })
  await askedWhileHeld(late, (await firstSlot(late)).startAt)
  await world.pass(100 * 60_000)
  isHeld = false
  await expect
    .poll(() => rowOf(late))
    .toMatchObject({
      status: 'REFUSED',
      code: 'TOO_SOON',
      // As the settings say, though a moment less is let pass.
      message: 'A meeting begins 2 hours from now at the earliest.',
    })
  expect(await appointments()).toHaveLength(0)
})

test('what others put into the calendar takes its time, and how it went is kept', async () => {
  const lead = await tokyo()
  const { startAt } = await firstSlot(lead)
  const contact = await world.contact(lead.email)
  await world.writer.pool.query(
    `insert into contact (provider_contact_id, lead_id, synced_at) values ($1, $2, now()) on conflict (provider_contact_id) do update set lead_id = $2`,
    [contact.id, lead.id],
  )
  const theirs = { calendarId: 'swarmSandboxCalendar', locationId: 'swarmSandboxLocation', contactId: contact.id, startTime: startAt }
  const made = z.object({ id: z.string() }).parse(await world.call('POST', '/calendars/events/appointments', theirs, '2021-04-15'))
  await reread()
  expect(await rowOf(lead)).toMatchObject({ status: 'BOOKED' })
  expect((await slots(await tokyo())).map((slot) => slot.startAt)).not.toContain(startAt)
  for (const [word, status] of [
    ['showed', 'HELD'],
    ['noshow', 'NO_SHOW'],
  ]) {
    await world.call('PUT', `/calendars/events/appointments/${made.id}`, { appointmentStatus: word }, '2021-04-15')
    await reread()
    expect(await rowOf(lead)).toMatchObject({ status })
  }
})
