import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret } from '../harness/api.ts'
import { accounts } from '../harness/execution.ts'
import * as make from '../harness/make.ts'
import { changeSettings, makeBatch, moveClock, proveByHand, sendTo, tuesdayMorning } from '../harness/make-dispatch.ts'
import { startRunnerProcess, type TestRunner } from '../harness/runner.ts'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import { look, phone, startWorld, type World } from './world.ts'

let world: World
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let runner: TestRunner
let key: string
let writer: Writer

beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off' })
  world = await startWorld({ sandboxUrl: sandbox.url })
  const { database } = world.api
  // What only the runner may: partitions and the rows of a world that has already sent.
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await fetch(`${sandbox.url}/_control/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: tuesdayMorning }),
  })
  key = await world.api.keyFor('read', 'operate', 'review', 'admin')
  await changeSettings(writer, 'dispatch', ['separateApprover'], 'off')
  await changeSettings(writer, 'dispatch', ['testRecipients'], ['inside@caio.cx'])
  for (const [position, address] of accounts.entries()) {
    await writer.pool.query(
      `insert into sending_account (platform, address, domain, position, warmup_score, checked_at, created_at) values ('INSTANTLY', $1, $2, $3, 99, business_now(), '2026-01-01')`,
      [address, address.split('@')[1], position],
    )
    // The last two have proven nothing yet.
    if (position >= accounts.length - 2) continue
    const { batchId } = await makeBatch(writer, [sendTo(`test-${position}@inside.example`, { account: address, step: 0 })], {
      isTest: true,
    })
    await proveByHand(writer, batchId)
    await writer.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  }
  runner = await startRunnerProcess(database, {
    PUBLIC_URL: world.api.url,
    INSTANTLY_BASE_URL: `${sandbox.url}/instantly/api/v2`,
    INSTANTLY_API_KEY: 'sandbox-instantly-key',
    INSTANTLY_WEBHOOK_SECRET: hookSecret,
  })
})
afterAll(async () => {
  await runner?.stop()
  await writer?.end()
  await world.stop()
  await sandbox.stop()
})

const people = ['Ana', 'Bo', 'Cleo', 'Dag', 'Emil', 'Fay']

test('a batch is previewed, frozen, approved as it was shown, sent in the sandbox and proven by webhook, all of it live', async () => {
  const at = await make.now(writer)
  const drafts: make.MadeDraft[] = []
  for (const firstName of people) {
    const lead = await make.lead(writer, { firstName, columns: { status: 'APPROVED' } })
    drafts.push(
      await make.draft(writer, { lead, subject: `Your 14 ops roles, ${firstName}`, columns: { status: 'APPROVED', decided_at: at } }),
    )
  }
  const [first] = drafts
  if (!first) throw new Error('drafts were asked for')
  await expect.poll(async () => (await writer.pool.query('select from provider_hook where is_hearing')).rowCount).toBe(1)

  const { page, leave, complaints } = await world.visit('Dana', '/dispatch')
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByText('5 would go out', { exact: true }).waitFor()
  await look(page, 'dispatch-preview-light')

  // Nobody has reviewed anything yet: the first dispatch is refused, and says by which rule.
  const freeze = page.getByRole('button', { name: 'Freeze these 5 sends' })
  await freeze.click()
  await page
    .getByRole('alert')
    .getByText(/first live dispatch waits/)
    .waitFor()
  await look(page, 'dispatch-refused-light')
  await changeSettings(writer, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)

  // A stop is an answer too.
  await world.api.ask(
    key,
    `mutation { setEmergencyStop(input: { active: true, reason: "Drill of the browser test", drill: true }) { __typename } }`,
  )
  await freeze.click()
  await page
    .getByRole('alert')
    .getByText(/Sending is stopped/)
    .waitFor()
  await look(page, 'dispatch-stopped-light')
  await world.api.ask(key, `mutation { setEmergencyStop(input: { active: false, reason: "Drill is over" }) { __typename } }`)

  await freeze.click()
  await page.waitForURL(/\/dispatch\/.+/)
  await page.getByText(/^Approving sends these 5 emails/).waitFor()
  await page.getByRole('button', { name: 'Your 14 ops roles, Ana' }).click()
  await look(page, 'batch-pending-light')

  const batchId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const other = await world.api.ask<{ approveBatch: { __typename: string; code: string } }>(
    key,
    `mutation ($input: DecideBatchInput!) { approveBatch(input: $input) { __typename ... on UserError { code message } } }`,
    { input: { batchId, scopeHash: '81bc'.repeat(16) } },
  )
  expect(other.data?.approveBatch).toMatchObject({ __typename: 'RefusedError', code: 'SCOPE_MISMATCH' })

  // A second window on one of its leads, which nobody touches from here on.
  const dark = await world.visit('Lee', `/leads/${make.globalId('Lead', first.lead.id)}`, { theme: 'dark' })
  await dark.page.getByText('Next send').click()
  await look(dark.page, 'lead-next-send-dark')

  // Ctrl Enter first brings the focus to the button; only there it approves.
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Control+Enter')
  await page
    .getByText(/^(Approved|Executing|Executed)$/)
    .first()
    .waitFor()
  const count = (state: string) => page.getByRole('list', { name: 'Sends by state' }).getByRole('listitem').filter({ hasText: state })
  await expect.poll(() => count('Accepted').textContent()).toMatch(/^[1-5]/)
  await look(page, 'batch-executing-light')
  const lee = await world.visit('Lee', `/dispatch/${batchId}`, { theme: 'dark' })
  await lee.page.getByText('Accepted').first().waitFor()
  await look(lee.page, 'batch-executing-dark')
  await lee.leave()

  await world.api.ask(key, `mutation { advanceClock(input: { by: "PT8H" }) { __typename ... on UserError { message } } }`)
  await expect.poll(() => count('Proven').textContent()).toMatch(/^5/)
  // It was opened while the batch waited and has stayed so; now the chain stands below its text.
  await page.getByRole('heading', { name: 'Both sides' }).waitFor()
  await page.getByText('Platform’s proof').waitFor()
  await look(page, 'batch-proven-light')
  await dark.page.getByRole('banner').waitFor()
  await dark.page.locator('.lead-head').getByText('Sent', { exact: true }).waitFor()
  await look(dark.page, 'lead-sent-dark')
  await dark.leave()

  await page.goto('/sends?tab=all')
  await page.getByRole('table', { name: 'Sends' }).waitFor()
  await look(page, 'sends-light')
  await page.goto('/deliveries')
  await page.getByRole('table', { name: 'Deliveries' }).waitFor()
  await look(page, 'deliveries-light')
  await page.goto('/kpis?figure=reply_rate')
  await page.getByRole('table', { name: 'Rows of Reply rate' }).waitFor()
  await look(page, 'kpis-light')
  expect(complaints).toEqual([])
  expect(world.api.faults).toEqual([])
  await leave()
})

test('accounts without proof say so, and one button sends the tests of all, which come back', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/dispatch', { theme: 'dark' })
  await page.getByText('4 of 6 proven').waitFor()
  // The day's five emails are gone: the refusal stands at each account, and tomorrow they go.
  const test = page.getByRole('button', { name: 'Test all 2 without proof' })
  await test.click()
  await page
    .getByRole('alert')
    .getByText(/No test was sent/)
    .waitFor()
  await expect.poll(() => page.locator('.account-row .refusal-note').count()).toBe(2)
  await look(page, 'dispatch-test-refused-dark')
  await world.api.ask(key, `mutation { advanceClock(input: { by: "P1D" }) { __typename ... on UserError { message } } }`)
  await test.press('Enter')
  await expect.poll(() => page.getByRole('link', { name: 'Show test' }).count()).toBe(2)
  const pressed = page.getByRole('button', { name: 'Test all' })
  expect(await pressed.getAttribute('aria-disabled')).toBe('true')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Test all')
  const one = page.getByRole('button', { name: `Send test from ${accounts.at(-1)}` })
  expect(await one.getAttribute('title')).toBe('Its test was asked for: Show test says how it stands.')
  await page.getByRole('link', { name: 'Show test' }).first().click()
  await page.getByRole('list', { name: 'Sends by state' }).waitFor()
  await page.getByRole('heading', { name: 'Batch: Internal test' }).waitFor()
  await look(page, 'batch-test-dark')
  await expect.poll(() => page.getByRole('list', { name: 'Sends by state' }).textContent()).toMatch(/1\s*Accepted/)
  await page.goto('/')
  await page.getByRole('button', { name: 'Move the clock forward by 6 hours' }).click()
  await page.getByText(/^It is /).waitFor()
  await page.goto('/dispatch')
  await page.getByText('6 of 6 proven').waitFor()
  await look(page, 'dispatch-dark')
  await page.goto('/')
  await page.getByRole('heading', { name: 'Today against ceilings' }).waitFor()
  await look(page, 'overview-sending-dark')
  expect(complaints).toEqual([])
  await leave()
})

test('Escape closes the opened window, and the focus goes back to what opened it', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/dispatch')
  const opener = page.getByRole('button', { name: 'Open the window…' })
  await opener.click()
  const reason = page.getByLabel('Why this batch may leave outside the recipients’ send windows')
  await reason.fill('They asked for')
  await reason.press('Escape')
  await expect.poll(() => reason.count()).toBe(0)
  expect(await opener.getAttribute('aria-expanded')).toBe('false')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Open the window…')
  expect(complaints).toEqual([])
  await leave()
})

test('a preview that comes after another question was asked is not shown under that one', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/dispatch')
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>()
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"Dispatch"')) await mayAnswer
    return route.continue()
  })
  const form = page.getByRole('region', { name: 'Plan a dispatch' })
  await form.getByRole('button', { name: 'Preview' }).click()
  await form.getByRole('button', { name: 'Planning…' }).waitFor()
  await form.getByLabel('Motion').selectOption('CADENCE')
  answer()
  await form.getByRole('button', { name: 'Preview', disabled: false }).waitFor()
  expect(await form.getByText(/would go out/).count()).toBe(0)
  await page.unroute('**/graphql')
  await form.getByRole('button', { name: 'Preview' }).click()
  await form.getByText(/would go out/).waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('a batch can be rejected with a reason, on a phone', async () => {
  const lead = await make.lead(writer, { firstName: 'Gil' })
  const { batchId } = await makeBatch(writer, [sendTo(lead.email, { lead: lead.id, step: 1, subject: 'Hello Gil' })], { isApproved: false })
  const { page, leave } = await world.visit('Dana', `/dispatch/${make.globalId('Batch', batchId)}`, { size: phone })
  await page.getByText(/^Approving sends this email/).waitFor()
  await look(page, 'batch-phone')
  await page.getByRole('button', { name: 'Reject…' }).tap()
  await page.getByLabel('Why this batch is rejected').fill('The wrong people for this month.')
  await page.getByRole('button', { name: 'Reject batch' }).tap()
  await page.getByText('Nothing of it goes out. Its drafts can be planned again.').waitFor()
  await page.getByRole('table', { name: 'Frozen sends' }).getByText('Skipped').waitFor()
  await look(page, 'batch-rejected-phone')
  await leave()
})

test('a send without an answer stands apart, and a person settles it with a reason', async () => {
  const sends = []
  for (const firstName of ['Hal', 'Ida']) {
    const lead = await make.lead(writer, { firstName })
    sends.push(sendTo(lead.email, { lead: lead.id, step: 1, subject: `Hello ${firstName}` }))
  }
  const { batchId, sendIds } = await makeBatch(writer, sends, { isApproved: false })
  await writer.pool.query(
    `update batch set status = 'EXECUTED', decided_by = 'Olga', decided_by_id = 'operator-1', decided_at = business_now(), finished_at = business_now() where id = $1`,
    [batchId],
  )
  await writer.pool.query(`update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now() where id = $1`, [
    sendIds[0],
  ])
  await writer.pool.query(`update send set status = 'UNKNOWN', message = 'The connection was cut after the request.' where id = $1`, [
    sendIds[1],
  ])
  const { page, leave, complaints } = await world.visit('Dana', `/dispatch/${make.globalId('Batch', batchId)}`)
  await page.getByRole('heading', { name: 'Unknown 1' }).waitFor()
  await look(page, 'batch-unknown-light')
  await page.getByRole('button', { name: 'It was not…' }).click()
  await page.getByLabel('Where you looked for it').fill('Looked in the outbox of the account, it is not there.')
  await look(page, 'batch-settle-light')
  await page.keyboard.press('Control+Enter')
  await page
    .getByText(/Settled as not sent/)
    .first()
    .waitFor()
  await expect.poll(() => page.getByRole('heading', { name: 'Unknown 1' }).count()).toBe(0)
  expect((await writer.pool.query('select status, code from send where id = $1', [sendIds[1]])).rows).toEqual([
    { status: 'SKIPPED', code: 'SETTLED_NOT_SENT' },
  ])
  await look(page, 'batch-settled-light')
  expect(complaints).toEqual([])
  await leave()
})
