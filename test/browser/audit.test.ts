import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { globalId } from '../harness/make.ts'
import { arrived, look, startWorld, type World } from './world.ts'

let world: World
let lead: make.MadeLead
beforeAll(async () => {
  world = await startWorld()
  lead = await make.lead(world.api.writer)
  const { pool } = world.api.writer
  await pool.query(`select write_audit('Dana', 'draft.approved', 'draft', $1, '{"before": "PENDING", "after": "APPROVED"}')`, [lead.id])
  await pool.query(`select write_audit('Olga', 'note.added', 'lead', $1, '{"text": "Knows Bo\u202e."}')`, [lead.id])
})
afterAll(() => world.stop())

test('who decided what is found by name and opened, and what nobody did says so', async () => {
  const { page, complaints } = await world.visit('Dana', '/audit')
  await arrived(page)
  const trail = page.getByRole('list', { name: 'Audit trail' })
  await trail.getByRole('listitem').filter({ hasText: 'Draft approved' }).getByText('What was decided').click()
  await trail.getByText('"after": "APPROVED"').waitFor()
  await look(page, 'audit-light')
  // Whoever filters need not know how the trail names things.
  const offered = (label: string) =>
    page
      .getByLabel(label, { exact: true })
      .evaluate((field) => [...((field as HTMLInputElement).list?.options ?? [])].map(({ value }) => value))
  await expect.poll(() => offered('Who')).toEqual(expect.arrayContaining(['Dana', 'Olga']))
  expect(await offered('Action')).toEqual(expect.arrayContaining(['draft.approved', 'note.added']))
  await page.getByLabel('Who').fill('Olga')
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect.poll(() => trail.getByRole('listitem').count()).toBe(1)
  expect(await trail.getByRole('link', { name: `lead ${lead.id}` }).getAttribute('href')).toBe(`/leads/${globalId('Lead', lead.id)}`)
  await page.getByLabel('Who').fill('Nobody')
  await page.getByLabel('Who').press('Enter')
  await page.getByText('No entry matches.').waitFor()
  await look(page, 'audit-empty-light')
  await page.getByRole('button', { name: 'Clear' }).click()
  await trail.getByText('Draft approved').waitFor()
  expect(complaints).toEqual([])
})

test('the file has every entry of the filter, also those that the page has not loaded, and days choose', async () => {
  const { pool } = world.api.writer
  await pool.query(`select write_audit('Robot', 'note.added', 'lead', 'many-' || n, '{}') from generate_series(1, 230) n`)
  const { page, complaints } = await world.visit('Dana', '/audit?actor=Robot')
  const trail = page.getByRole('list', { name: 'Audit trail' })
  await trail
    .getByText(/many-\d/)
    .first()
    .waitFor()
  expect(await trail.getByRole('listitem').count()).toBeLessThan(100)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()])
  expect(file.suggestedFilename()).toMatch(/^audit-entries-.*\.csv$/)
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
  expect(new Set(lines.slice(1).map((line) => /many-(\d+)/.exec(line)?.[1])).size).toBe(230)
  expect(lines).toHaveLength(231)

  const day = await page.evaluate(
    `(() => { const at = new Date(); return at.getFullYear() + '-' + String(at.getMonth() + 1).padStart(2, '0') + '-' + String(at.getDate()).padStart(2, '0') })()`,
  )
  await page.getByLabel('From', { exact: true }).fill('2020-01-01')
  await page.getByLabel('To', { exact: true }).fill('2020-01-31')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByText('No entry matches.').waitFor()
  await page.getByLabel('To', { exact: true }).fill(String(day))
  await page.getByRole('button', { name: 'Filter' }).click()
  await trail
    .getByText(/many-\d/)
    .first()
    .waitFor()
  expect(page.url()).toContain(`from=2020-01-01&to=${day}`)
  await look(page, 'audit-days-light')
  expect(complaints).toEqual([])
})
