import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { startRunnerProcess, type TestRunner } from '../harness/runner.ts'
import { arrived, look, lookAtColours, lookInBoth, phone, startWorld, type World } from './world.ts'

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

const suggest = (one: { id: string }, other: { id: string }, kind: string) =>
  world.api.writer.pool.query(
    `insert into merge_suggestion (lead_id, other_id, kind, evidence, at)
     values (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3, 'apollo names this address together with this LinkedIn profile.', business_now())`,
    [one.id, other.id, kind],
  )

test('two leads that are one person are merged from the list, and taken apart on the lead’s page', async () => {
  const [older, younger, third] = [
    await make.lead(world.api.writer, { firstName: 'Ana' }),
    await make.lead(world.api.writer, { firstName: 'Anna' }),
    await make.lead(world.api.writer, { firstName: 'Berta' }),
  ]
  await suggest(older, younger, 'CONTRADICTION')
  await suggest(older, third, 'SAME_NAME')
  const { page, leave, complaints } = await world.visit('Dana', '/duplicates')
  await page.getByText('2 pairs to look at').waitFor()
  await look(page, 'duplicates-light')
  await page.getByRole('listitem').filter({ hasText: 'Berta' }).getByRole('button', { name: 'They are two people' }).click()
  await page.getByText('1 pair to look at').waitFor()
  await page.getByRole('button', { name: 'Merge…' }).click()
  await page.getByRole('button', { name: 'Merge', exact: true }).click()
  await page.getByText('Nobody seems to be there twice.').waitFor()
  await look(page, 'duplicates-empty-light')

  // A link to the one that went leads to the one that stayed.
  await page.goto(`/leads/${make.globalId('Lead', younger.id)}`)
  await page.waitForURL(`**/leads/${make.globalId('Lead', older.id)}`)
  await page.getByRole('heading', { name: 'The same person' }).waitFor()
  await page.getByText('Merged with Anna Ruiz').waitFor()
  await page.getByRole('button', { name: 'Take apart…' }).scrollIntoViewIfNeeded()
  await look(page, 'lead-merged-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'lead-merged-dark')
  await page.getByRole('button', { name: 'Take apart…' }).click()
  await page.getByRole('button', { name: 'Take apart', exact: true }).click()
  await page.getByText(/Taken apart by Dana/).waitFor()

  await page.getByLabel('Address of another lead who is the same person').fill(third.email)
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByText('the older of both stays').waitFor()
  await page.getByRole('region', { name: 'The same person' }).getByRole('button', { name: 'Merge', exact: true }).click()
  await page.getByText('Merged with Berta Ruiz').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('an import is taken back on a second word, with its counts before and after', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/import')
  const csv = `First Name,Email\n${Array.from({ length: 12 }, (_, index) => `Ana,p${index}@back.example`).join('\n')}\n`
  await page.locator('input[type=file]').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByRole('button', { name: 'Import 12 rows' }).click()
  await page.getByRole('heading', { name: 'Result per row' }).waitFor()
  await world.api.writer.pool.query(`update lead set title = 'CEO', version = version + 1 where email = 'p3@back.example'`)
  await page.getByRole('button', { name: 'What would that do?' }).click()
  await page.getByText('11 leads would go, 0 would be as before, 1 would stay because it has moved on.').first().waitFor()
  await look(page, 'import-undo-light')
  await page.getByRole('button', { name: 'Take back 11' }).click()
  await page.getByText('11 leads gone, 0 as before, 1 kept because it has moved on.').first().waitFor()
  await page.getByText('Kept. They have changed since.').waitFor()
  await look(page, 'import-undone-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'import-undone-dark')
  await page.goto('/import')
  await page.getByText('Taken back by Dana').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('duplicates and a merged lead stand in both themes on a phone', async () => {
  const [older, younger] = [
    await make.lead(world.api.writer, { firstName: 'Ida' }),
    await make.lead(world.api.writer, { firstName: 'Ida' }),
  ]
  await suggest(older, younger, 'SAME_PERSON')
  const { page, leave } = await world.visit('Dana', '/duplicates', { size: phone })
  await arrived(page)
  await lookInBoth(page, 'phone-duplicates')
  await page.goto(`/leads/${make.globalId('Lead', older.id)}`)
  await arrived(page)
  await page.getByRole('tab', { name: 'Score' }).click()
  await page.getByRole('heading', { name: 'The same person' }).waitFor()
  await page.getByRole('heading', { name: 'The same person' }).scrollIntoViewIfNeeded()
  await lookInBoth(page, 'phone-lead-merges')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await leave()
})
