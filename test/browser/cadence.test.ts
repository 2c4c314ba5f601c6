import { createWriter, type Writer } from '@swarm/db/write'
import { sweepCadence } from '@swarm/jobs/cadence/sweep-cadence'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { approvedSend, changeSettings, makeAccounts, makeBatch, moveClock, tuesdayMorning } from '../harness/make-dispatch.ts'
import { data, plainWriting, settleAs } from '../integration/cadence/world.ts'
import { arrived, look, lookInBoth, phone, startWorld, type World } from './world.ts'

let world: World
let root: Writer
let leadId = ''
const clockTo = async (to: string): Promise<void> => {
  for (let at = (await make.now(root)).getTime(); at < Date.parse(to); ) {
    at = Math.min(Date.parse(to), at + 12 * 3_600_000)
    await moveClock(root, new Date(at).toISOString())
    await sweepCadence(root, data, plainWriting(root))
  }
}

beforeAll(async () => {
  world = await startWorld()
  root = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(root, tuesdayMorning)
  await changeSettings(root, 'dispatch', ['separateApprover'], 'off')
  await makeAccounts(root, 2)
  await root.pool.query(`insert into ramp_graduation (at, by) values (business_now() - interval '90 days', 'test')`)
  for (const [number, day] of ['2026-11-24T16:00:00Z', '2026-11-24T16:00:00Z', '2026-11-25T16:00:00Z', '2026-12-01T16:00:00Z'].entries()) {
    await clockTo(day)
    const sends = await Promise.all(Array.from({ length: number === 0 ? 3 : 2 }, () => approvedSend(root)))
    const { sendIds } = await makeBatch(
      root,
      sends.map((send) => ({ ...send, windowFrom: day })),
    )
    await settleAs(root, sendIds, 'ACCEPTED')
    leadId ||= sends[0]?.lead ?? ''
  }
  await root.pool.query(
    `insert into task (lead_id, kind, script, due_at, created_at) values ($1, 'PHONE', 'Hi Ana, this is Dani.' || chr(10) || chr(10) || 'Did my note about operations reach you?', business_now(), business_now())`,
    [leadId],
  )
  await clockTo('2026-12-01T18:00:00Z')
}, 120_000)
afterAll(async () => {
  await root?.end()
  await world?.stop()
})

test('the cadence shows how many wait where and the days to come, by keyboard too', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/cadence')
  await arrived(page)
  await page.getByRole('button', { name: /Day 5/ }).waitFor()
  await lookInBoth(page, 'page-cadence')
  await page.getByRole('button', { name: /Day 5/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Before step 3/ }).waitFor()
  const chart = page.getByRole('img', { name: /of at most/ })
  const first = await chart.getAttribute('aria-label')
  await chart.focus()
  await page.keyboard.press('ArrowRight')
  expect(await chart.getAttribute('aria-label')).not.toBe(first)
  await page.getByRole('button', { name: 'Table' }).click()
  await page.getByRole('columnheader', { name: 'Ceiling' }).waitFor()
  await look(page, 'cadence-table-light')
  expect(complaints).toEqual([])
  await leave()
  const hand = await world.visit('Dana', '/cadence', { size: phone })
  await arrived(hand.page)
  await look(hand.page, 'phone-cadence-light')
  await hand.leave()
})

test('a plan is changed by its next version: what differs and who keeps theirs stands there before it is saved', async () => {
  // A text of somebody's own, which no plan has used yet; one that nobody signed off stands beside it.
  for (const angle of ['short_reminder', 'never_signed_off'])
    await world.api.writer.pool.query(
      `select save_template($1, 0, (select document from template_version where angle = 'breakup' order by version limit 1), null, 'test', '{}')`,
      [angle],
    )
  await world.api.writer.pool.query(`select sign_off_template('short_reminder', 1, null, null, 'test', '{}')`)
  const { page, leave, complaints } = await world.visit('Dana', '/cadence')
  await arrived(page)
  const card = page.getByRole('region', { name: 'Change a plan' })
  await card.getByLabel('Day of step 3, Email').fill('1')
  await card.getByText('Step 3 needs a day of its own').waitFor()
  await card.getByLabel('Day of step 3, Email').fill('6')
  const offered = await card.getByLabel('Text of step 5, Email').locator('option').allTextContents()
  expect(offered).toContain('short reminder')
  for (const other of ['never signed off', 'executive buyin', 'connection note']) expect(offered).not.toContain(other)
  await card.getByLabel('Text of step 5, Email').selectOption('breakup')
  const changes = card.getByRole('table', { name: 'What changes' })
  await expect
    .poll(() => changes.getByRole('row').allInnerTexts())
    .toEqual([
      expect.stringMatching(/^Step/),
      expect.stringMatching(/3 Email\s+Day\s+5\s+6/),
      expect.stringMatching(/5 Email\s+Text\s+social proof\s+breakup/),
    ])
  // A step is added, moved before the last one, and another one removed; the days of both versions stand beside each other.
  await card.getByLabel('Add a step').selectOption('PHONE')
  await card.getByRole('button', { name: 'Add to the end' }).click()
  await card.getByRole('button', { name: 'Earlier: place of step 9, Phone call' }).click()
  await card.getByRole('button', { name: 'Remove step 6, LinkedIn message' }).click()
  await expect.poll(() => changes.getByRole('row', { name: /6 LinkedIn message\s+Step/ }).count()).toBe(1)
  await card.getByRole('table', { name: 'The next 30 days' }).waitFor()
  await card.getByLabel('Condition of step 4, LinkedIn message').selectOption('always')
  await card.getByText('goes only when they are connected').first().waitFor()
  await card.getByLabel('Condition of step 4, LinkedIn message').selectOption('connected')
  await card.getByRole('table', { name: 'The next 30 days' }).waitFor()
  await card.getByText(/\d by version 1: they keep their steps and days/).waitFor()
  await changes.scrollIntoViewIfNeeded()
  await look(page, 'cadence-plan-light')
  await page.setViewportSize(phone)
  await changes.scrollIntoViewIfNeeded()
  await look(page, 'phone-cadence-plan-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'phone-cadence-plan-dark')
  await card.getByLabel('Day of step 3, Email').scrollIntoViewIfNeeded()
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await look(page, 'phone-cadence-plan-steps-dark')
  await card.getByRole('button', { name: 'Save version 2' }).click()
  await card.getByRole('option', { name: /version 2/ }).waitFor({ state: 'attached' })
  const { rows } = await root.pool.query(
    `select version, document #>> '{steps,2,day}' as day, jsonb_array_length(document -> 'steps') as count, document #>> '{steps,6,action}' as seventh, (select count(*)::int from enrollment e where e.plan_version = version) > 0 as runs
     from cadence_plan p where name = (select plan from enrollment limit 1) order by version`,
  )
  expect(rows).toEqual([
    { version: 1, day: '5', count: 8, seventh: 'EMAIL', runs: true },
    { version: 2, day: '6', count: 8, seventh: 'TASK', runs: false },
  ])
  expect(complaints).toEqual([])
  await leave()
})

test('a lead shows its own way; what a pause would do stands there before it is done', async () => {
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', leadId)}`)
  await arrived(page)
  const card = page.getByRole('region', { name: 'Cadence' })
  await card.getByText('Each step').click()
  await card.getByRole('button', { name: 'Pause…' }).click()
  await card.getByLabel('Until').fill('2026-12-15')
  await card.getByRole('table', { name: 'What would change' }).waitFor()
  await look(page, 'lead-cadence-light')
  await card.getByLabel('Why it is paused').fill('They are at a fair until then.')
  await card.getByRole('button', { name: 'Pause cadence' }).click()
  await card.getByText('Paused', { exact: true }).waitFor()
  await card.getByText('They are at a fair until then.').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('a task says what to say, and is closed with what came of it', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/tasks')
  await arrived(page)
  await page.getByText('Did my note about operations').waitFor()
  await look(page, 'page-tasks-light')
  await page.getByLabel('What came of it').selectOption('NO_ANSWER')
  await page.getByLabel('Note').fill('Voice mail.')
  await page.getByRole('button', { name: 'Close task' }).click()
  await page.getByText('Nothing to do.').waitFor()
  await page.getByRole('tab', { name: /Closed/ }).click()
  await page.getByText('No answer, Dana: Voice mail.').waitFor()
  await look(page, 'tasks-closed-light')
  expect(complaints).toEqual([])
  await leave()
})

test('what an outage held up is parked, read in full, and released with a reason', async () => {
  await moveClock(root, '2026-12-08T16:00:00Z')
  await sweepCadence(root, data, plainWriting(root))
  const { page, leave, complaints } = await world.visit('Dana', '/', { theme: 'dark' })
  await page.getByText(/^[1-9]\d* sends? parked: too late/).waitFor()
  await page.getByRole('link', { name: 'Show parked' }).click()
  await page.waitForURL(/\/sends\?tab=parked$/)
  await arrived(page)
  await page.locator('summary').first().click()
  await look(page, 'sends-parked-dark')
  await page.getByRole('button', { name: /^Release \d/ }).click()
  await page.getByLabel('Why they may still go').fill('The outage is over and they still fit.')
  await page.getByRole('button', { name: /^Release \d+$/ }).click()
  await page.getByText('Nothing is parked.').waitFor()
  expect(complaints).toEqual([])
  await leave()
})
