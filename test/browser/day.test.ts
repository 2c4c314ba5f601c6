import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RampWorld, startRamp } from '../integration/ramp/world.ts'
import { arrived, desktop, focused, look, lookInBoth, phone, startWorld, type World } from './world.ts'

/** The overview has many parts, and each loads by itself. */
async function overviewArrived(page: Page): Promise<void> {
  await page.getByRole('heading', { name: /Go \/ no-go/ }).waitFor()
  await expect.poll(() => page.locator('.skeleton').count()).toBe(0)
}

let world: World
let ramp: RampWorld
beforeAll(async () => {
  world = await startWorld()
  ramp = await startRamp(world.api)
})
afterAll(async () => {
  await ramp.stop()
  await world.stop()
})

test('a day is closed by keyboard, says why it is not clean, and names who decides next', async () => {
  await ramp.decide('REJECT')
  await ramp.decide()
  await ramp.send(2)
  await ramp.send(1, { status: 'UNKNOWN' })
  const { page, leave, complaints } = await world.visit('Dana', '/day')
  await arrived(page)
  await page.getByText('Nobody has closed the day.').waitFor()
  await look(page, 'day-open-light')
  await page.getByRole('button', { name: 'Close the day' }).press('Enter')
  await page.locator('.field-error', { hasText: 'Say in a few words how the day was.' }).waitFor()
  await page.getByLabel('Note').fill('One answer is still missing.')
  // Whoever looks at another day first finds their words again.
  await page.getByRole('button', { name: 'Day before' }).click()
  await page.waitForURL(/on=2026-11-23/)
  await page.getByRole('link', { name: 'Today' }).click()
  await expect.poll(() => page.getByLabel('Note').inputValue()).toBe('One answer is still missing.')
  await page.getByLabel('Go / no-go next').fill('Lee')
  await page.getByRole('radio', { name: /Hold/ }).check()
  await page.getByRole('button', { name: 'Close the day' }).press('Enter')
  await page.getByRole('heading', { name: 'Closed: hold' }).waitFor()
  await page.getByText('1 send has no clear answer.').waitFor()
  await look(page, 'day-closed-light')
  await page.getByRole('button', { name: 'Day before' }).press('Enter')
  await page.waitForURL(/on=2026-11-23/)
  await page.getByText('Nothing was sent.').waitFor()
  expect(await focused(page)).toMatch(/^BUTTON Day before/)
  expect(complaints).toEqual([])
  await leave()
})

test('the overview shows the way to going live and who decides, and the ramp names what is missing', async () => {
  await ramp.nextDay()
  const { page, leave, complaints } = await world.visit('Dana', '/')
  await overviewArrived(page)
  await page.getByRole('heading', { name: 'Go / no-go today: Lee' }).waitFor()
  await page.getByText(/autonomy score 50 %/).waitFor()
  await look(page, 'overview-go-live-light')
  const card = page.getByRole('region', { name: 'Ramp' })
  expect(await card.getByRole('button', { name: 'Graduate' }).getAttribute('aria-disabled')).toBe('true')
  await card.locator('summary', { hasText: 'Clean days' }).click()
  await card.getByRole('link', { name: '2026-11-24' }).waitFor()
  await card.scrollIntoViewIfNeeded()
  await look(page, 'ramp-failing-light')
  expect(complaints).toEqual([])
  await leave()
})

test('an admin ends the ramp with a reason, which stays on the page', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/dispatch')
  await arrived(page)
  await page.getByRole('button', { name: 'Override with a reason…' }).press('Enter')
  await page.getByRole('dialog').getByText('Missing:').waitFor()
  await look(page, 'ramp-override-light')
  await page.keyboard.type('The board has decided so today')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Ramp overridden by Dana').waitFor()
  await page.getByRole('region', { name: 'Ramp' }).scrollIntoViewIfNeeded()
  await look(page, 'ramp-overridden-light')
  expect(complaints).toEqual([])
  await leave()
})

test.each([
  ['a desk', desktop],
  ['a phone', phone],
])('day and overview can be read in both themes on %s', async (_, size) => {
  const { page, leave, complaints } = await world.visit('Dana', '/day', { size })
  await arrived(page)
  await lookInBoth(page, `day-${size.width}`)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await page.goto('/')
  await overviewArrived(page)
  await lookInBoth(page, `overview-go-live-${size.width}`)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(complaints).toEqual([])
  await leave()
})
