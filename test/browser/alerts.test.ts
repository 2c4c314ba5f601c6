import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrived, desktop, focused, look, lookInBoth, phone, startWorld, type World } from './world.ts'

let world: World
let writer: Writer
beforeAll(async () => {
  world = await startWorld()
  writer = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await world.stop()
})

async function raise(cause: string, severity: string, message: string, times = 1): Promise<void> {
  await writer.pool.query('select raise_alert($1, $2::alert_severity, $3, $4)', [cause, severity, message, times])
  writer.poke()
}

test('with nothing open it says so', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/alerts')
  await page.getByRole('heading', { name: 'Nothing open.' }).waitFor()
  await look(page, 'alerts-empty-light')
  expect(complaints).toEqual([])
  await leave()
})

test('the Overview names a fault by its own words, whoever asked for the faults last', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/')
  const needs = page.getByRole('region', { name: 'Needs you now' })
  // Another fault comes to the head of the list, and the question after the runner hears of it last.
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<() => void>()
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('"Runner"')) return route.continue()
    const answer: unknown = await (await route.fetch()).json()
    const other = JSON.stringify(answer)
      .replace(/"code":"JOBS"/, '"code":"OTHER"')
      .replace(/"message":"[^"]*"/, '"message":"Another fault."')
    await new Promise<void>(isAsked)
    return route.fulfill({ body: other, contentType: 'application/json' })
  })
  await page.reload()
  const tell = await asked
  await needs.getByText('No job runner has reported').waitFor()
  tell()
  await needs.getByText('Another fault.').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

/** Three that are open: told by every way with all that can go wrong, told many times, and news. */
async function seed(): Promise<void> {
  await raise('batch:0190a0a0-0000-7000-8000-000000000001', 'INFO', 'A batch of 5 sends (outbound) waits for approval.')
  await raise('proof:overdue', 'WARNING', 'Sends lack their proof an hour after their window.', 12)
  await raise('campaign:unknown', 'CRITICAL', 'Instantly holds a campaign with our key that we don’t know. Was an older backup restored?')
  await writer.pool.query(
    `insert into alert_notice (alert_id, level, channel, recipient, state, attempts, message_id, code, problem, created_at, settled_at)
     select id, n.level, n.channel::alert_channel_name, n.recipient, n.state::notice_state, n.attempts, uuid_v7(), n.code, n.problem, business_now(), business_now()
     from alert, (values (1, 'SLACK', 'webhook', 'SENT', 1, null, null), (2, 'SLACK', 'webhook', 'UNKNOWN', 1, 'UNKNOWN_OUTCOME', 'Slack gave no whole answer.'),
       (2, 'SMS', '+15005550006', 'GIVEN_UP', 8, 'NOT_REACHED', 'Twilio could not be reached.'), (2, 'SMS', '+15005550007', 'DELIVERED', 1, null, null))
       n(level, channel, recipient, state, attempts, code, problem)
     where cause = 'campaign:unknown'`,
  )
  await writer.pool.query(`update alert set level = 2 where cause = 'campaign:unknown'`)
  await writer.pool.query(
    `insert into alert_channel values ('SLACK', true, null, business_now()), ('EMAIL', false, 'The settings name no address to send to.', business_now()) on conflict do nothing`,
  )
}

test('an alert that comes is told on every page, counts on the Overview, and leads to its page by keyboard', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/')
  await arrived(page)
  await raise('motion-paused:OUTBOUND', 'CRITICAL', 'Outbound is paused: bounces of 6 %.')
  await page.getByRole('region', { name: 'Messages' }).getByText('Critical: Outbound is paused: bounces of 6 %.').waitFor()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview 1 waiting' }).waitFor()
  await page.getByRole('region', { name: 'Needs you now' }).getByText('Outbound is paused').waitFor()
  await look(page, 'alerts-toast-light')
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Show' }).press('Enter')
  await page.getByRole('heading', { name: 'Outbound is paused: bounces of 6 %.' }).waitFor()
  await expect.poll(() => page.getByRole('region', { name: 'Messages' }).getByText('Critical: Outbound').count()).toBe(0)
  await writer.pool.query(`update alert set resolved_at = business_now(), resolved_by = 'Dana'`)
  expect(complaints).toEqual([])
  await leave()
})

test('what is critical counts and comes first, however many warnings are newer', async () => {
  await raise('campaign:old', 'CRITICAL', 'A campaign of ours is unknown.')
  await writer.pool.query(
    `insert into alert (cause, severity, message, first_at, last_at)
     select 'many:' || n, 'WARNING', 'One of many.', business_now() + interval '1 hour', business_now() + interval '1 hour' from generate_series(1, 100) n`,
  )
  const { page, leave, complaints } = await world.visit('Dana', '/')
  await arrived(page)
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview 101 waiting' }).waitFor()
  await page.getByRole('region', { name: 'Needs you now' }).getByText('101 alerts, among them: A campaign of ours is unknown.').waitFor()
  await writer.pool.query('delete from alert')
  expect(complaints).toEqual([])
  await leave()
})

test('by keyboard alone: move, see who was told, acknowledge, resolve; it shows at once and stays where it is', async () => {
  await seed()
  const { page, leave, complaints } = await world.visit('Dana', '/alerts')
  await arrived(page)
  await look(page, 'alerts-light')
  await page.keyboard.press('j')
  expect(await focused(page)).toContain('Instantly holds a campaign')
  const first = page.locator('[data-alert]').first()
  await first.locator('summary').press('Enter')
  await first.getByText('Not told after 8 tries').waitFor()
  await first.getByText('No clear answer, not repeated').waitFor()
  expect(await first.textContent()).not.toContain('5550006')
  await look(page, 'alerts-told-light')
  await page.keyboard.press('a')
  await first.getByText('Dana is on it').waitFor()
  await expect
    .poll(async () => (await writer.pool.query(`select acknowledged_by from alert where cause = 'campaign:unknown'`)).rows)
    .toEqual([{ acknowledged_by: 'Dana' }])
  await page.keyboard.press('j')
  expect(await focused(page)).toContain('Sends lack their proof')
  await page.keyboard.press('r')
  const second = page.locator('[data-alert]').nth(1)
  await second.getByText('Resolved by Dana').waitFor()
  await expect
    .poll(async () => (await writer.pool.query(`select resolved_by from alert where cause = 'proof:overdue'`)).rows)
    .toEqual([{ resolved_by: 'Dana' }])
  expect(await page.locator('[data-alert]').count()).toBe(3)
  expect(await focused(page)).not.toMatch(/^BODY/)
  await page.getByRole('tab', { name: /Resolved/ }).press('Enter')
  await page.getByRole('heading', { name: /lack their proof/ }).waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('what comes while one reads waits, and another one’s hand is seen without a reload', async () => {
  const { page, leave, complaints } = await world.visit('Lee', '/alerts')
  await arrived(page)
  const before = await page.locator('[data-alert]').first().boundingBox()
  await raise('statement:INSTANTLY:2026-11-20', 'WARNING', 'Instantly and we differ by two messages.')
  await raise('campaign:unknown', 'CRITICAL', 'Instantly holds a campaign with our key that we don’t know. Was an older backup restored?')
  await page.getByRole('button', { name: /Show 1 new/ }).waitFor()
  await page.getByText(/^2 times, first/).waitFor()
  expect(await page.locator('[data-alert]').first().boundingBox()).toEqual(before)
  await page.keyboard.press('n')
  await page.getByRole('heading', { name: 'Instantly and we differ by two messages.' }).waitFor()
  await writer.pool.query(`select acknowledge_alert(id, 'Dana') from alert where cause like 'statement:%'`)
  writer.poke()
  await page.locator('[data-alert]').filter({ hasText: 'differ by two' }).getByText('Dana is on it').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('a refused one is taken back, and says who was faster', async () => {
  const { page, leave } = await world.visit('Lee', '/alerts')
  await arrived(page)
  const card = page.locator('[data-alert]').filter({ hasText: 'waits for approval' })
  await card.getByRole('button', { name: 'Acknowledge' }).waitFor()
  // Committed without a word to this page.
  await writer.pool.query(`update alert set acknowledged_by = 'Dana', acknowledged_at = business_now() where cause like 'batch:%'`)
  await card.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByRole('region', { name: 'Messages' }).getByText('Not acknowledged. Dana was faster.').waitFor()
  await expect.poll(() => card.getByText('Lee is on it').count()).toBe(0)
  await leave()
})

test.each([
  ['a desk', desktop],
  ['a phone', phone],
])('it can be read in both themes on %s', async (_, size) => {
  const { page, leave, complaints } = await world.visit('Dana', '/alerts', { size })
  await arrived(page)
  await page.locator('[data-alert]').first().waitFor()
  await page.locator('[data-alert]').filter({ hasText: 'Instantly holds' }).locator('summary').click()
  await lookInBoth(page, `alerts-${size.width}`)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(complaints).toEqual([])
  await leave()
})
