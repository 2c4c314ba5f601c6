import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { globalId } from '../harness/make.ts'
import { arrived, look, phone, startWorld, type World } from './world.ts'

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
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save shown rows as CSV' }).click()])
  expect(file.suggestedFilename()).toMatch(/^audit-.*\.csv$/)
  expect(complaints).toEqual([])
})

test('on a phone in the dark it reads line by line, without a sideways scroll', async () => {
  const { page, complaints } = await world.visit('Dana', '/audit', { theme: 'dark', size: phone })
  await arrived(page)
  await page.getByRole('list', { name: 'Audit trail' }).getByText('Note added').waitFor()
  await look(page, 'audit-dark-phone')
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  expect(complaints).toEqual([])
})
