import { afterAll, beforeAll, expect, test } from 'vitest'
import { globalId } from '../harness/make.ts'
import { startRunnerProcess, type TestRunner } from '../harness/runner.ts'
import { look, lookAtColours, startWorld, type World } from './world.ts'

let world: World
let runner: TestRunner
beforeAll(async () => {
  world = await startWorld()
  runner = await startRunnerProcess(world.api.database)
})
afterAll(async () => {
  await runner.stop()
  await world.stop()
})

test('a file is mapped, looked at and imported, and every row tells what became of it', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/import')
  await page.getByRole('button', { name: '80 customers' }).click()
  await page.getByRole('button', { name: 'Import 80 rows' }).click()
  await page
    .getByText(/^80 rows: /)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Import another file' }).click()

  await page.getByRole('button', { name: '5,000 leads' }).click()
  await page.getByRole('heading', { name: 'Preview of leads-5k.csv' }).waitFor()
  // Whom each row names, before anything is written and without a way that would lose the file.
  const seen = page.getByRole('table', { name: 'The first rows' })
  const [firstName = ''] = (await seen.getByRole('row').nth(1).getByRole('cell').allTextContents()).slice(2)
  expect(firstName).toMatch(/\p{L}{2}/u)
  expect(await seen.getByRole('link').count()).toBe(0)
  await look(page, 'import-preview-light')
  const title = page.getByLabel('Title is', { exact: true })
  expect(await title.inputValue()).toBe('title')
  const read = () => page.getByRole('table', { name: 'The first rows' }).getByText('Invalid').count()
  const before = await read()
  const email = page.getByLabel('Email is', { exact: true })
  await email.selectOption('')
  await expect.poll(read).not.toBe(before)
  await email.selectOption('email')
  await expect.poll(read).toBe(before)
  // What has no preview is not imported: it failed, so the page shows other rows than would be taken.
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('dryRun') ? route.fulfill({ json: { errors: [{ message: 'It failed.' }] } }) : route.continue(),
  )
  await email.selectOption('')
  await page.getByRole('button', { name: 'Preview again' }).waitFor()
  await page.getByRole('button', { name: 'Import 5,000 rows', disabled: true }).waitFor()
  await page.unroute('**/graphql')
  await email.selectOption('email')
  await page.getByRole('button', { name: 'Import 5,000 rows', disabled: false }).waitFor()

  await page.getByRole('button', { name: 'Import 5,000 rows' }).click()
  await page.getByRole('heading', { name: 'Result per row' }).waitFor()
  await look(page, 'import-result-light')
  const sentence = await page
    .getByText(/^5,000 rows: /)
    .last()
    .textContent()
  const counts = [...(sentence ?? '').matchAll(/([\d,]+) (?:new|updated|duplicates?|excluded|invalid)/g)].map(([, count]) =>
    Number(count?.replace(',', '')),
  )
  expect(counts).toHaveLength(5)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5000)
  await page.getByRole('button', { name: /Invalid/ }).click()
  await expect
    .poll(() => page.getByRole('table', { name: 'Result per row' }).getAttribute('aria-rowcount'))
    .toBe(String((counts[4] ?? 0) + 1))
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'import-result-dark')
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download results' }).click()
  expect((await file).suggestedFilename()).toBe('results-leads-5k.csv')
  expect(complaints).toEqual([])
  await leave()
})

test('the table shows every lead to the last one, and the address holds what is shown', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/leads?sort=NAME')
  const table = page.getByRole('table', { name: 'Leads' })
  await table.getByRole('row').nth(3).waitFor()
  await look(page, 'leads-light')
  const { rows } = await world.api.writer.pool.query<{ count: string; last: string }>(
    `select count(*)::text as count, (select full_name from lead order by sort_name desc, id desc limit 1) as last from lead`,
  )
  expect(await table.getAttribute('aria-rowcount')).toBe(String(Number(rows[0]?.count) + 1))
  const seen = async (): Promise<unknown> =>
    page.evaluate(
      '(() => { const e = document.querySelector(".table"); e.scrollTop = e.scrollHeight; return Math.max(...[...e.querySelectorAll("[aria-rowindex]")].map((row) => Number(row.getAttribute("aria-rowindex")))) })()',
    )
  await expect.poll(seen, { interval: 30 }).toBe(Number(rows[0]?.count) + 1)

  await page
    .getByRole('group', { name: 'Stages of the funnel' })
    .getByRole('button', { name: /Pipeline/ })
    .click()
  await page.keyboard.press('/')
  await page.keyboard.type('smith')
  await page.waitForURL(/search=smith/)
  expect(page.url()).toContain('stage=PIPELINE')
  await page.reload()
  expect(await page.getByLabel(/^Search leads/).inputValue()).toBe('smith')
  await page.locator('.row-name').first().click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.getByRole('heading', { name: /^Facts/ }).waitFor()
  await look(page, 'lead-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'lead-dark')
  expect(complaints).toEqual([])
  await leave()
})

test('a run goes through its six stages while one watches', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/runs')
  await page.getByLabel('At most this many leads').fill('200')
  await page.getByRole('button', { name: 'Start run' }).click()
  await page.getByRole('heading', { name: /Clean|Done/ }).waitFor()
  const stages = page.getByRole('table', { name: 'Stages' })
  expect(await stages.getByRole('rowheader').allTextContents()).toEqual(['Discover', 'Enrich', 'Segment', 'Craft', 'Guard', 'Queue'])
  expect(await stages.getByText('Passed').count()).toBe(6)
  await look(page, 'runs-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'runs-dark')
  await page.goto(`/runs?run=${globalId('PipelineRun', '0190a0a0-0000-7000-8000-000000000001')}`)
  await page.getByRole('heading', { name: 'There is no such run.' }).waitFor()
  expect(complaints).toEqual([])
  await leave()
})
