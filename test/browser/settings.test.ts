import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrived, look, lookAtColours, lookInBoth, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('a setting is changed by keyboard: seen as a difference, saved as a version, taken back by one key', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=review')
  await arrived(page)
  await page.getByLabel('Stale after (hours)').fill('48')
  await page.keyboard.press('Control+Enter')
  const panel = page.getByRole('region', { name: 'Review changes' })
  await panel.getByRole('row', { name: /Stale after.*72 hours.*48 hours/ }).waitFor()
  await look(page, 'settings-difference-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'settings-difference-dark')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Saved Review, version 1.', { exact: true }).waitFor()
  await page.getByRole('region', { name: 'Versions' }).getByText('In force').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Version 0 is back, as version 2.').waitFor()
  await expect.poll(() => page.getByLabel('Stale after (hours)').inputValue()).toBe('72')
  await page.getByRole('button', { name: 'Compare version 1' }).click()
  await page.getByRole('region', { name: 'Version 1' }).getByRole('button', { name: 'Save version 3' }).click()
  await expect.poll(() => page.getByLabel('Stale after (hours)').inputValue()).toBe('48')
  expect(complaints).toEqual([])
  await leave()
})

test('while the ramp is on a looser value is refused beside its field, a tighter one is saved', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=dispatch')
  await arrived(page)
  const emails = page.getByRole('group', { name: 'Ceilings' }).getByLabel('Email (a day)')
  await emails.fill('40')
  await page.getByRole('button', { name: 'Review 1 change' }).click()
  await expect.poll(() => emails.getAttribute('aria-invalid')).toBe('true')
  await page.getByText('Email can only be lowered while the ramp is on.').first().waitFor()
  await look(page, 'settings-refused-light')
  await emails.fill('20')
  await page.getByRole('button', { name: 'Review 1 change' }).click()
  await page.getByRole('button', { name: 'Save version 2' }).click()
  await page.getByText('Saved Dispatch, version 2.', { exact: true }).waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('who was overtaken keeps what was typed and sees who saved', async () => {
  const dana = await world.visit('Dana', '/settings?section=enrichment')
  await arrived(dana.page)
  await dana.page.getByLabel('Facts stay fresh (days)').fill('60')
  const lee = await world.visit('Lee', '/settings?section=enrichment')
  await arrived(lee.page)
  await lee.page.getByLabel('Misses stay known (days)').fill('5')
  await lee.page.keyboard.press('Control+Enter')
  await lee.page.getByRole('button', { name: 'Save version 1' }).click()
  await dana.page.getByText('Version 1 came in, saved by Lee.', { exact: false }).waitFor()
  expect(await dana.page.getByLabel('Facts stay fresh (days)').inputValue()).toBe('60')
  expect(await dana.page.getByLabel('Misses stay known (days)').inputValue()).toBe('5')
  await look(dana.page, 'settings-overtaken-light')
  // Looking elsewhere loses nothing either.
  await dana.page.getByRole('link', { name: 'Safety controls' }).click()
  await dana.page.getByRole('heading', { name: 'Safety controls' }).waitFor()
  await dana.page.getByRole('link', { name: 'Enrichment' }).click()
  expect(await dana.page.getByLabel('Facts stay fresh (days)').inputValue()).toBe('60')
  await dana.page.getByRole('button', { name: 'Review 1 change' }).click()
  await dana.page.getByRole('button', { name: 'Save version 2' }).click()
  await dana.page.getByText('Saved Enrichment, version 2.', { exact: true }).waitFor()
  expect([...dana.complaints, ...lee.complaints]).toEqual([])
  await dana.leave()
  await lee.leave()
})

test('whom nobody writes to, and who has access: added, shown, taken away in two steps', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=exclusions')
  await arrived(page)
  await page.getByLabel('Address or domain').fill('acme.example')
  await page.getByRole('button', { name: 'Exclude', exact: true }).click()
  await page.getByRole('button', { name: 'Remove… acme.example' }).click()
  await page
    .getByRole('group', { name: /Remove acme.example/ })
    .getByRole('button', { name: 'Remove' })
    .click()
  await page.getByText('Nobody is excluded.').waitFor()

  await page.goto('/settings?section=suppressions')
  await arrived(page)
  await page.getByLabel('Address, domain or LinkedIn profile').fill('ana@acme.example')
  await page.getByLabel('Why', { exact: true }).fill('asked by phone')
  await page.getByRole('button', { name: 'Suppress', exact: true }).click()
  await page.getByRole('button', { name: 'Lift… ana@acme.example' }).click()
  await page.getByLabel('Why it is lifted').fill('a typing error')
  await look(page, 'settings-suppressions-light')
  await page.getByRole('button', { name: 'Lift', exact: true }).click()
  await page.getByText('Nobody is suppressed.').waitFor()

  await page.goto('/settings?section=keys')
  await arrived(page)
  await page.getByLabel('What it is for').fill('analyst')
  await page.getByRole('button', { name: 'Make key' }).click()
  const dialog = page.getByRole('dialog', { name: 'The key, shown once' })
  expect((await dialog.locator('code').textContent())?.length).toBeGreaterThan(20)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Revoke… analyst' }).click()
  await page
    .getByRole('group', { name: /Revoke analyst/ })
    .getByRole('button', { name: 'Revoke' })
    .click()
  await page.getByText('Revoked', { exact: true }).waitFor()
  await look(page, 'settings-keys-light')
  expect(complaints).toEqual([])
  await leave()
})

test('forms, safety controls and lists can be read in both themes, on a desk and on a phone', async () => {
  const desk = await world.visit('Dana', '/settings')
  const hand = await world.visit('Dana', '/settings', { size: phone })
  const views = [
    [desk, 'icp', ''],
    [desk, 'dispatch', ''],
    [desk, 'safety', ''],
    [hand, 'dispatch', '-phone'],
    [hand, 'users', '-phone'],
  ] as const
  for (const [{ page }, section, size] of views) {
    await page.goto(`/settings?section=${section}`)
    await arrived(page)
    await page.locator('#section-title').waitFor()
    await lookInBoth(page, `settings-${section}${size}`)
  }
  expect([...desk.complaints, ...hand.complaints]).toEqual([])
  await desk.leave()
  await hand.leave()
})
