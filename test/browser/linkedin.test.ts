import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkedinAccount } from '../harness/linkedin.ts'
import { changeSettings, moveClock, tuesdayMorning } from '../harness/make-dispatch.ts'
import { arrived, look, phone, startWorld, type World } from './world.ts'

let world: World
let writer: Writer
beforeAll(async () => {
  world = await startWorld()
  writer = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await writer.pool.query(
    `insert into sending_account (platform, address, domain, provider_account_id, position, checked_at)
     values ('HEYREACH', $1, 'linkedin.com', $2, 0, now())`,
    [linkedinAccount.address, String(linkedinAccount.providerId)],
  )
  await writer.pool.query(
    `insert into linkedin_campaign (id, name, status, action, problem, checked_at) values (334381, 'Connect only', 'DRAFT', 'LINKEDIN_REQUEST', 'It is a draft.', now())`,
  )
})
afterAll(async () => {
  await writer.end()
  await world.stop()
})

test('the checklist says what LinkedIn waits for, on which rows that rests, what to do next, and sends the tests', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/campaigns')
  await arrived(page)
  const card = page.getByRole('region', { name: 'LinkedIn' })
  await card.getByText(/Closed: \d of 7 hold/).waitFor()
  await card.locator('summary').filter({ hasText: 'Campaigns active and checked' }).press('Enter')
  await card.getByText('334381 Connect only: It is a draft.').waitFor()
  await card.getByText(/give each campaign one action/).waitFor()

  await card.locator('summary').filter({ hasText: 'Five profiles of ours proven' }).press('Enter')
  const send = card.getByRole('button', { name: `Send test request from ${linkedinAccount.address}` })
  await send.press('Enter')
  await card.getByText('The settings name no test profile').waitFor()
  await send.scrollIntoViewIfNeeded()
  await look(page, 'linkedin-light')

  await changeSettings(writer, 'dispatch', ['testProfiles'], ['https://www.linkedin.com/in/our-own-person'])
  await send.press('Enter')
  await card.getByRole('link', { name: 'Show the test' }).waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test.each([
  ['dark', undefined],
  ['dark', phone],
] as const)('it can be read in %s at %o', async (theme, size) => {
  const { page, leave, complaints } = await world.visit('Dana', '/campaigns', { theme, ...(size && { size }) })
  await arrived(page)
  const card = page.getByRole('region', { name: 'LinkedIn' })
  for (const title of ['Campaigns active and checked', 'Five profiles of ours proven'])
    await card.locator('summary').filter({ hasText: title }).press('Enter')
  await card.getByText('Five profiles of ours proven').scrollIntoViewIfNeeded()
  await look(page, `linkedin-${theme}${size ? '-phone' : ''}`)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(complaints).toEqual([])
  await leave()
})
