import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { fittingFacts, makeLeads } from '../harness/make-leads.ts'
import { arrived, focused, look, phone, startWorld, type World } from './world.ts'

const many = 2_000
const secret = 'a secret that is long enough for tests'
let world: World
beforeAll(async () => {
  world = await startWorld()
  const { writer } = world.api
  await makeLeads(
    writer,
    Array.from({ length: many }, (_, at) => fittingFacts(at)),
  )
  for (const firstName of ['Zoraya', 'Quentin', 'Ulrike']) await make.lead(writer, { firstName })
})
afterAll(() => world.stop())

/** A person of their own, for tests that end sessions: nobody else's is touched. */
const add = (name: string, ...scopes: Parameters<World['api']['addUser']>[2]) => world.api.addUser(name, secret, scopes)

const live = (page: Page) => page.getByRole('banner').getByText('Live', { exact: true }).waitFor({ state: 'attached' })

test('a list is kept under a name, opened as it was from the palette, sent as a link, and forgotten', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/leads?sort=NAME')
  await arrived(page)
  await page.getByLabel(/^Search leads/).fill('zoraya')
  await page.waitForURL(/search=zoraya/)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Email' }).waitFor()
  await page.getByRole('checkbox', { name: 'Source' }).uncheck()
  await page.getByRole('checkbox', { name: 'Email' }).check()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByLabel('Name of what is shown').fill('Zoraya by name')
  await page.keyboard.press('Enter')
  const opener = page.getByRole('button', { name: 'Saved views, shown: Zoraya by name' })
  await opener.waitFor()
  await look(page, 'views-light')
  await page.keyboard.press('Escape')

  // The page opened anew begins from the start; the view brings back search, order and columns.
  await page.locator('h1').focus()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.waitForURL((url) => url.search === '')
  await expect.poll(() => page.getByLabel(/^Search leads/).inputValue()).toBe('')
  await page.evaluate(`localStorage.removeItem('swarm.lead-columns')`)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or jump' }).fill('zoraya by')
  await page
    .getByRole('group', { name: 'Views' })
    .getByRole('option', { name: /Zoraya by name/ })
    .waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=zoraya/)
  await opener.waitFor()
  const table = page.getByRole('table', { name: 'Leads' })
  await table.getByRole('columnheader', { name: 'Email' }).waitFor()
  expect(await table.getByRole('columnheader', { name: 'Source' }).count()).toBe(0)
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('2')

  // Who gets the link sees the same, without having kept anything.
  const other = await world.visit('Lee', new URL(page.url()).pathname + new URL(page.url()).search)
  await other.page.getByRole('columnheader', { name: 'Email' }).waitFor()
  await expect.poll(() => other.page.getByRole('table', { name: 'Leads' }).getAttribute('aria-rowcount')).toBe('2')
  await other.page.getByRole('button', { name: 'Saved views' }).click()
  await other.page.getByText('No view is kept yet.', { exact: false }).waitFor()
  await other.leave()

  await opener.click()
  await page.getByRole('button', { name: 'Forget the view Zoraya by name' }).press('Enter')
  await page.getByText('No view is kept yet.', { exact: false }).waitFor()
  expect(await focused(page)).toMatch(/^INPUT/)
  expect(complaints).toEqual([])
  await leave()
})

test('a session that ends asks for the secret on top of the page; what was typed stays, and nobody reads along', async () => {
  await add('Eva', 'read', 'review', 'operate')
  const { page, leave } = await world.visit('Eva', '/leads?search=quentin')
  await page.getByRole('link', { name: 'Quentin Ruiz' }).click()
  const note = page.getByRole('textbox', { name: 'Note' })
  await note.fill('Half a thought about Quentin')
  await page.evaluate(`fetch('/logout', { method: 'POST', headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1' } })`)
  const dialog = page.getByRole('dialog', { name: 'Your session is over' })
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  // Chromium closes it on the second Escape whatever we say; it opens again by itself.
  await dialog.waitFor()
  await look(page, 'session-over-light')
  // Nor does a key open what names people over it.
  await page.keyboard.press('Control+k')
  await page.keyboard.press('?')
  expect(await page.getByRole('dialog').count()).toBe(1)
  const behind: unknown = await page.evaluate(`getComputedStyle(document.querySelector('dialog[open]'), '::backdrop').backgroundColor`)
  expect(behind).toMatch(/^rgb\(/)
  await dialog.getByLabel('Secret').fill('wrong')
  await page.keyboard.press('Enter')
  await dialog.getByText('Name and secret do not match', { exact: false }).first().waitFor()
  await dialog.getByLabel('Secret').fill(secret)
  await page.keyboard.press('Enter')
  await expect.poll(() => dialog.count()).toBe(0)
  expect(await note.inputValue()).toBe('Half a thought about Quentin')
  await live(page)
  await page.getByRole('button', { name: 'Add note' }).click()
  await page.getByText('Half a thought about Quentin').and(page.locator(':not(textarea)')).first().waitFor()
  await leave()
})

test('a page stays its person’s when somebody else signs in on the device, and who signs out is signed out of every page on it', async () => {
  await add('Otto', 'read')
  await add('Ulla', 'read')
  const { page, context, leave } = await world.visit('Otto', '/leads')
  await arrived(page)
  await live(page)
  await page.evaluate(
    `fetch('/login', { method: 'POST', headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1' }, body: JSON.stringify({ name: 'Ulla', secret: '${secret}' }) })`,
  )
  const over = page.getByRole('dialog', { name: 'Your session is over' })
  await over.getByText('Otto', { exact: true }).waitFor()
  await over.getByLabel('Secret').fill(secret)
  await page.keyboard.press('Enter')
  await expect.poll(() => over.count()).toBe(0)
  await live(page)
  const second = await context.newPage()
  await second.goto('/kpis')
  await arrived(second)
  // Told by the other page, before any line has noticed.
  await second.evaluate(`localStorage.setItem('swarm.owner', 'ulla'), localStorage.setItem('swarm.back', 'now')`)
  await over.getByLabel('Secret').fill(secret)
  await page.keyboard.press('Enter')
  await expect.poll(() => over.count()).toBe(0)
  await page.getByRole('button', { name: /your menu/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await Promise.all([page.waitForURL(/\/login$/), second.waitForURL(/\/login$/)])
  await leave()
})

test('who could not be signed out is told so, and signs out again', async () => {
  await add('Olaf', 'read')
  const { page, leave } = await world.visit('Olaf', '/leads')
  await arrived(page)
  await page.route('**/logout', (route) => route.fulfill({ status: 500, body: '{}' }), { times: 1 })
  await page.getByRole('button', { name: /your menu/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('The server did not end your session', { exact: false }).waitFor()
  await look(page, 'sign-out-failed-light')
  await page.getByRole('button', { name: 'Sign out again' }).click()
  await page.waitForURL(/\/login$/)
  expect(await page.getByText('The server did not end your session', { exact: false }).count()).toBe(0)
  await leave()
})

test('rows are walked by j and k on any list, few of many stand in the page, and the palette knows where one was', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/leads?sort=NAME')
  await arrived(page)
  const rows = page.getByRole('table', { name: 'Leads' }).getByRole('row')
  await rows.nth(5).waitFor()
  const last = async (): Promise<unknown> =>
    page.evaluate(
      '(() => { const e = document.querySelector(".table"); e.scrollTop = e.scrollHeight; return Math.max(...[...e.querySelectorAll("[aria-rowindex]")].map((row) => Number(row.getAttribute("aria-rowindex")))) })()',
    )
  await expect.poll(last, { timeout: 60_000, interval: 30 }).toBeGreaterThan(many)
  expect(await rows.count()).toBeLessThan(80)

  await page.goto('/leads?search=ruiz&sort=NAME')
  await rows.nth(5).waitFor()
  await page.locator('h1').focus()
  for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
  const name = (await rows.nth(2).getByRole('link').first().textContent()) ?? ''
  expect(await focused(page)).toBe(`A ${name}`)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await page.getByRole('heading', { level: 1, name: 'KPIs' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('group', { name: 'Recent' }).getByRole('option', { name }).waitFor()
  await look(page, 'palette-recent-light')
  await page.getByRole('combobox', { name: 'Search or jump' }).fill('theme dark')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or jump' }).fill('ulrike')
  await page
    .getByRole('group', { name: 'Leads' })
    .getByRole('option', { name: /Ulrike Ruiz/ })
    .waitFor()
  await look(page, 'palette-lead-dark')
  expect(complaints).toEqual([])
  await leave()
})

test('who may only read sees every page, and why nothing can be done there', async () => {
  await add('Rita', 'read')
  const { page, leave, complaints } = await world.visit('Rita', '/queue')
  await arrived(page)
  await page.goto('/audit')
  await page.getByRole('heading', { name: 'The audit trail is shown to admins.' }).waitFor()
  await page.goto('/leads')
  await arrived(page)
  await page.getByRole('button', { name: 'Add lead' }).press('Enter')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.getByText('Adding leads needs the scope operate.').first().waitFor({ state: 'attached' })
  expect(complaints).toEqual([])
  await leave()
})

test('while changes come in, nothing on the page moves', async () => {
  const { writer } = world.api
  for (const firstName of ['Ida', 'Olaf', 'Pia', 'Rolf']) await make.draft(writer, { firstName })
  const { page, leave, complaints } = await world.visit('Dana', '/queue')
  await arrived(page)
  await page.getByRole('option').nth(3).waitFor()
  await page.getByRole('option').first().click()
  await page
    .getByRole('button', { name: /^Approve/ })
    .first()
    .waitFor()
  await page.keyboard.press('e')
  const field = page.getByLabel('Body')
  await field.waitFor()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('Good morning. ')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  const typing = `(({ value, selectionStart, selectionEnd }) => ({ value, selectionStart, selectionEnd }))(document.activeElement)`
  const typed = await page.evaluate(typing)
  expect(typed).toMatchObject({ value: expect.stringMatching(/^Good morning\. Hi /), selectionStart: 14, selectionEnd: 16 })
  await page.evaluate(
    `new PerformanceObserver((list) => { window.moved = (window.moved ?? 0) + list.getEntries().reduce((sum, e) => sum + e.value, 0) }).observe({ type: 'layout-shift' })`,
  )
  const where = await field.boundingBox()
  const pending = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Queue/ })
  for (let event = 0; event < 60; event++) {
    const { id } = await make.draft(writer, { firstName: `Neu${event}` })
    await writer.pool.query(`select announce('queue', array[null::uuid]), announce('draft', array[$1::uuid])`, [id])
    writer.poke()
  }
  await expect.poll(() => pending.textContent()).toMatch(/64/)
  expect(await field.boundingBox()).toEqual(where)
  expect(await page.evaluate(typing)).toEqual(typed)
  // A count that gains a digit may push its neighbour by a letter's width; a row or a button that moves is a hundred times that.
  expect(await page.evaluate('window.moved ?? 0')).toBeLessThan(0.001)
  // Over thousands of drafts all four tabs are still to be seen.
  await page.evaluate(
    `document.querySelectorAll('.queue-list .tab .number').forEach((count, at) => (count.textContent = ['1,117', '12', '310', '1,117'][at]))`,
  )
  const beyond = `document.querySelector('.queue-list > .tabs').scrollWidth - document.querySelector('.queue-list > .tabs').clientWidth`
  expect(await page.evaluate(beyond)).toBe(0)
  expect(complaints).toEqual([])
  await leave()
})

test('where no runner works every page says so, and no more once one does', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/leads')
  await arrived(page)
  const idle = page.getByRole('banner').getByText('No runner works: nothing is sent, read or checked')
  await idle.waitFor({ state: 'attached' })
  await look(page, 'no-runner-light')
  await page.setViewportSize(phone)
  await look(page, 'no-runner-phone')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await world.api.writer.pool.query(
    `insert into process (kind, version, host, pid, seen_at) values ('jobs', '1', 'test', 1, now() + interval '1 hour')`,
  )
  await page.reload()
  await page.getByRole('banner').getByText('Sandbox: no real person is written to').waitFor({ state: 'attached' })
  expect(await idle.count()).toBe(0)
  await world.api.writer.pool.query(`delete from process where host = 'test'`)
  expect(complaints).toEqual([])
  await leave()
})

test('a lead prints as a sheet, and offline is said on a phone too', async () => {
  const { page, context, leave } = await world.visit('Dana', '/leads?search=ulrike', { theme: 'dark', size: phone })
  await page.getByRole('link', { name: 'Ulrike Ruiz' }).click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(false)
  expect(await page.locator('main button:visible').count()).toBe(0)
  expect(await page.evaluate(`getComputedStyle(document.querySelector('main')).overflow`)).toBe('visible')
  await page.getByText('VP Operations').first().waitFor()
  await page.emulateMedia({ media: 'screen' })
  await context.setOffline(true)
  await page.getByRole('banner').getByText('Offline', { exact: true }).waitFor()
  await look(page, 'offline-dark-phone')
  await leave()
})
