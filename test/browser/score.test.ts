import { createWriter, type Writer } from '@swarm/db/write'
import { rescoreLeads } from '@swarm/jobs/segment/rescore-leads'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { globalId } from '../harness/make.ts'
import { fittingFacts, makeLeads } from '../harness/make-leads.ts'
import { scoreLeads } from '../integration/segment/score-leads.ts'
import { answering, wroteTo } from '../integration/segment/wrote-to.ts'
import { arrived, look, phone, picture, startWorld, type World } from './world.ts'

let world: World
let root: Writer
let leads: string[]
beforeAll(async () => {
  world = await startWorld()
  root = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  const titles = ['VP Sales', 'Director of Operations', 'Head of Growth', 'Founder']
  leads = await makeLeads(
    root,
    Array.from({ length: 40 }, (_, nth) =>
      fittingFacts(nth, {
        title: titles[nth % 4] ?? '',
        employeeCount: nth % 3 === 0 ? 700 : 120,
        industry: nth % 2 === 0 ? 'law practice' : 'staffing & recruiting',
      }),
    ),
  )
  await scoreLeads(root, leads)
})
afterAll(async () => {
  await root.end()
  await world.stop()
})

/** The whole page in one picture beside what axe says of it. */
async function lookAtAll(page: Page, name: string): Promise<void> {
  await look(page, name)
  await picture(page, `${name}-all`, { fullPage: true })
}

test('a changed profile says who would rise and fall before it is saved, then how far scoring again has come', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=icp')
  await arrived(page)
  await page.getByRole('group', { name: 'Tiers' }).getByLabel('Tier 1').fill('95')
  await page.getByRole('group', { name: 'Tiers' }).getByLabel('Tier 2').fill('75')
  await page.keyboard.press('Control+Enter')
  const panel = page.getByRole('region', { name: 'Review changes' })
  const said = (await panel.getByText(/ of 40 leads change tier/).textContent()) ?? ''
  expect(Number.parseInt(said, 10)).toBeGreaterThan(0)
  await panel.getByText('Would fall').click()
  await expect.poll(() => panel.getByRole('table', { name: 'Would fall' }).getByRole('link').count()).toBe(Number.parseInt(said, 10))
  await panel.scrollIntoViewIfNeeded()
  await lookAtAll(page, 'icp-what-if-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'icp-what-if-dark')
  await page.getByRole('button', { name: 'Save version 1' }).click()
  await page.getByText('Saved ICP profile, version 1.', { exact: true }).waitFor()
  await page.getByText('0 of 40 leads stand as this profile and their newest facts say.').waitFor()
  await look(page, 'icp-rescoring-dark')
  expect(await rescoreLeads(root)).toBe(40)
  // It asks again by itself until all are done.
  await expect.poll(() => page.getByRole('heading', { name: 'Scoring again' }).count()).toBe(0)
  expect(complaints).toEqual([])
  await leave()
})

test('a lead says why it has its score, what would lift and drop it, and that every decision replays the same', async () => {
  const id = globalId('Lead', leads[1] ?? '')
  for (const size of [undefined, phone]) {
    const { page, leave, complaints } = await world.visit('Dana', `/leads/${id}`, size ? { size, theme: 'dark' } : {})
    if (size) await page.getByRole('tab', { name: 'Score' }).click()
    await page.getByRole('heading', { name: /^Why \d+$/ }).waitFor()
    const score = Number(((await page.getByRole('heading', { name: /^Why \d+$/ }).textContent()) ?? '').replace('Why ', ''))
    const points = await page.getByRole('table', { name: 'Reasons for the score' }).locator('tr td:last-child').allTextContents()
    const sum = points.reduce((total, text) => total + Number((text.split(' of ')[0] ?? '').replace('−', '-')), 0)
    expect(Math.round(sum * 10) / 10).toBe(score)
    await page.getByRole('table', { name: 'What would drop the tier' }).waitFor()
    const history = page.getByRole('table', { name: 'How it was scored' })
    const decisions = await history.getByRole('row').count()
    expect(decisions).toBeGreaterThan(0)
    expect(await history.getByText('Replayed: same', { exact: true }).count()).toBe(decisions)
    await lookAtAll(page, size ? 'lead-score-dark-phone' : 'lead-score-light')
    expect(complaints).toEqual([])
    await leave()
  }
})

test('what parts of the score are worth: first what is missing, then a proposal that a person adopts in two steps', async () => {
  const early = await world.visit('Dana', '/kpis')
  await arrived(early.page)
  await early.page.getByText('14 days of live sends are needed; there are 0.').waitFor()
  await lookAtAll(early.page, 'calibration-missing-light')
  await early.leave()

  await wroteTo(root, answering(1_200))
  for (const [theme, size] of [
    ['dark', phone],
    ['light', undefined],
  ] as const) {
    const { page, leave, complaints } = await world.visit('Dana', '/kpis', { theme, ...(size ? { size } : {}) })
    await arrived(page)
    await page.getByRole('heading', { name: 'What each part of the score is worth' }).scrollIntoViewIfNeeded()
    await page.getByRole('row', { name: /Industry.*Worth more/ }).waitFor()
    await lookAtAll(page, size ? 'calibration-dark-phone' : 'calibration-light')
    if (!size) {
      await page.getByRole('button', { name: 'Show what it would change…' }).click()
      await page.getByText(/leads change tier/).waitFor()
      await look(page, 'calibration-adopt-light')
      await page.getByRole('button', { name: 'Adopt this profile' }).click()
      await page.getByText('ICP profile version 2 is in force. Leads are scored again.').waitFor()
    }
    expect(complaints).toEqual([])
    await leave()
  }
})
