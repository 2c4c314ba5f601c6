import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { follow, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  const lead = await make.lead(world.api.writer, { firstName: '=HYPERLINK(1)' })
  await make.draft(world.api.writer, { lead })
}, 120_000)
afterAll(() => world.stop())

const lists = [
  '/settings?section=exclusions',
  '/leads',
  '/queue',
  '/replies',
  '/runs',
  '/dispatch',
  '/campaigns',
  '/cadence',
  '/audit',
  '/alerts',
  '/tasks',
  '/deliveries',
  '/sends',
  '/duplicates',
  '/settings?section=suppressions',
]

test('every list can be put into a file; the queue’s has each draft whole, and nothing that a spreadsheet would run', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/')
  for (const path of lists) {
    await follow(page, path)
    await expect.poll(() => page.getByRole('button', { name: 'Export CSV' }).count(), { message: path, timeout: 60_000 }).toBeGreaterThan(0)
  }
  await follow(page, '/queue')
  const button = page.getByRole('button', { name: 'Export CSV' })
  await page.getByRole('option').first().waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
  expect(file.suggestedFilename()).toMatch(/^drafts-\d{4}-\d\d-\d\d\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  expect(text.startsWith('\uFEFFLead,Email,Company,Status')).toBe(true)
  expect(text).toContain("\r\n'=HYPERLINK(1) Ruiz,")
  expect(text).toContain('You run operations at Acme')
  const { rows } = await world.api.writer.pool.query(`select actor, subject_id from audit_entry where action = 'list.exported'`)
  expect(rows).toEqual([{ actor: 'Dana', subject_id: 'queue' }])
  expect(complaints).toEqual([])
  await leave()
}, 180_000)
