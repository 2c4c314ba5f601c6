import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { knownLead } from '../integration/craft/written-to.ts'
import { arrived, look, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const blocked = async (firstName: string, code: string, message: string, columns: Record<string, unknown> = {}) => {
  const lead = await knownLead(world.api.writer, { firstName, columns })
  return make.draft(world.api.writer, {
    lead,
    body: 'Hi Bob,\n\nYou run Acme. Worth a look?\n\nDani',
    columns: { status: 'BLOCKED', guard_notes: JSON.stringify([{ code, message }]) },
  })
}

test('blocked drafts are seen by guard with why, and crafted again together, each on its own', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/blocked')
  await page.getByText('No guard has stopped anything.').waitFor()
  const [ana, , gone] = [
    await blocked('Ana', 'GUARD-006', 'It greets “Bob”, which is not this lead’s name.'),
    await blocked('Bo', 'GUARD-005', '3 of 5 sentences could stand in any mail: “seamless” in “A seamless experience for your team.”'),
    await blocked('Cy', 'GUARD-006', 'It greets “Bob”, which is not this lead’s name.', { status: 'UNSUBSCRIBED' }),
  ]
  await page.reload()
  await arrived(page)
  await look(page, 'blocked-light')
  await page.getByRole('button', { name: /^GUARD-005/ }).click()
  await expect.poll(() => page.getByRole('link', { name: /^Ana/ }).count()).toBe(0)
  await page.getByText(/“seamless” in “A seamless experience/).waitFor()
  await page.getByRole('button', { name: /^GUARD-006/ }).click()
  await page.getByRole('link', { name: /^Ana/ }).waitFor()
  await page.getByRole('button', { name: 'Select all shown' }).click()
  await page.getByRole('button', { name: 'Craft 2 again' }).click()
  await page.getByText('Crafted again: 1 in the queue, 1 stay as they are.').first().waitFor()
  await page.getByText('This lead is not written to any more.').waitFor()
  await look(page, 'blocked-again-light')
  const { rows } = await world.api.writer.pool.query<{ status: string }>('select status from draft where lead_id = any($1) order by id', [
    [ana?.lead.id, gone?.lead.id],
  ])
  expect(rows.map(({ status }) => status).toSorted()).toEqual(['BLOCKED', 'PENDING', 'WITHDRAWN'])
  expect(complaints).toEqual([])
  await leave()
  const dark = await world.visit('Dana', '/blocked', { theme: 'dark', size: phone })
  await dark.page.getByText(/“seamless” in/).waitFor()
  await look(dark.page, 'blocked-dark-phone')
  expect(dark.complaints).toEqual([])
  await dark.leave()
})
