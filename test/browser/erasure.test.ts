import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { startRunnerProcess, type TestRunner } from '../harness/runner.ts'
import { look, lookInBoth, phone, startWorld, type World } from './world.ts'

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

test('an admin saves a person’s data, erases them with a typed word, and the page says what stays', async () => {
  const lead = await make.lead(world.api.writer, { firstName: 'Ana' })
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`)
  const card = page.getByRole('region', { name: 'Personal data' })
  const saved = page.waitForEvent('download')
  await card.getByRole('button', { name: 'Save everything as a file' }).click()
  expect((await saved).suggestedFilename()).toBe('personal-data.json')
  await card.getByText('The file is in your downloads.').waitFor()

  await card.getByRole('button', { name: 'Erase this person…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Erase this person' })
  await dialog.getByText('It can’t be taken back.').waitFor()
  await lookInBoth(page, 'erase')
  // Without the word nothing happens.
  await dialog.getByLabel('Type “erase” to go on').press('Enter')
  expect((await world.api.writer.pool.query('select from erasure')).rowCount).toBe(0)
  await dialog.getByLabel('Type “erase” to go on').fill('erase')
  await page.keyboard.press('Enter')
  await card.getByText('Nobody writes to them again').waitFor({ timeout: 60_000 })
  await page.getByRole('heading', { name: 'Erased person' }).waitFor()
  await lookInBoth(page, 'erased')
  expect(complaints).toEqual([])
  await leave()

  const small = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`, { size: phone })
  await small.page.getByRole('tab', { name: 'Score' }).click()
  await small.page.getByText('Nobody writes to them again').scrollIntoViewIfNeeded()
  await look(small.page, 'erased-phone')
  await small.leave()
})
