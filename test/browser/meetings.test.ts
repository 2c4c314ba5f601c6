import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { desktop, focused, look, phone, startWorld, type Theme, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** A calendar that is free tomorrow and the day after, without a runner behind it. */
async function readCalendar(): Promise<void> {
  const { pool } = world.api.writer
  await pool.query(`insert into calendar_reading (calendar_id, read_at) values ('test', business_now()) on conflict do nothing`)
  await pool.query(
    `insert into calendar_slot (start_at) select t from generate_series(date_trunc('hour', business_now()) + interval '1 day', business_now() + interval '5 days', interval '30 minutes') t on conflict do nothing`,
  )
  await pool.query(
    `insert into setting_version (section, version, document, created_by)
     select s, 1, d::jsonb, 'test' from (values ('nurture', '{"answerWithinMs": 1000}'), ('review', '{"workingHours": {"days": [1,2,3,4,5,6,7]}}')) v(s, d) on conflict do nothing`,
  )
}

test.each<[Theme, typeof desktop]>([
  ['light', desktop],
  ['dark', phone],
])('a meeting is chosen in the lead’s zone and asked for, in %s', async (theme, size) => {
  await readCalendar()
  const lead = await make.lead(world.api.writer, { columns: { time_zone: 'America/New_York', status: 'REPLIED' } })
  await world.api.writer.pool.query(
    `insert into meeting (lead_id, source, status, start_at, end_at, busy_until, time_zone, requested_at, appointment_id)
     values ($1::uuid, 'CALENDAR', 'NO_SHOW', business_now() - interval '7 days', business_now() - interval '167 hours', business_now() - interval '167 hours', 'America/New_York', business_now(), $1::uuid::text)`,
    [lead.id],
  )
  await world.api.writer.pool.query(
    `insert into lead_intent (lead_id, points, reasons, computed_at) values ($1, 12, '[{"kind": "SITE_VISITED", "count": 2, "lastAt": "2026-11-20T10:00:00Z", "points": 12}]', business_now())`,
    [lead.id],
  )
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`, { theme, size })
  if (size === phone) await page.getByRole('tab', { name: 'Meetings' }).click()
  await page.getByText('They did not come').waitFor()
  await page.getByRole('button', { name: 'Book a meeting…' }).press('Enter')
  await page.getByLabel('Time in New York').waitFor()
  expect(await focused(page)).toMatch(/^SELECT/)
  await page.getByRole('form', { name: 'Book a meeting' }).scrollIntoViewIfNeeded()
  await look(page, `meeting-book-${theme}`)
  await page.keyboard.press('Escape')
  expect(await focused(page)).toBe('BUTTON Book a meeting…')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Book meeting' }).click()
  await page.getByText('Being booked').waitFor()
  await look(page, `meeting-asked-${theme}`)
  if (size === phone) await page.getByRole('tab', { name: 'Score' }).click()
  await page.getByText(/^2 visits of our site/).waitFor()
  const { rows } = await world.api.writer.pool.query(
    `select status, requested_by as by from meeting where lead_id = $1 and source = 'SWARM'`,
    [lead.id],
  )
  expect(rows).toEqual([{ status: 'REQUESTED', by: 'Dana' }])
  await page.goto('/day')
  await page.getByText('no meetings yet').waitFor()
  await page.getByRole('heading', { name: 'Costs' }).scrollIntoViewIfNeeded()
  await look(page, `day-costs-${theme}`)
  expect(complaints).toEqual([])
  await leave()
})
