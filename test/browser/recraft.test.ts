import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { knownLead } from '../integration/craft/written-to.ts'
import { focused, look, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const blocked = async () => {
  const lead = await knownLead(world.api.writer)
  return make.draft(world.api.writer, { lead, body: 'Hi Bob,\n\nYou run Acme. Worth a look?\n\nDani', columns: { status: 'BLOCKED' } })
}

test('a blocked draft is crafted again from its card, and the new one lies on the desk with the focus', async () => {
  const old = await blocked()
  const { page, leave, complaints } = await world.visit('Dana', '/queue?tab=hidden')
  await page.getByRole('article').getByText('Hi Bob,').waitFor()
  await look(page, 'queue-blocked-light')
  await page.getByRole('button', { name: 'Craft again' }).press('Enter')
  await page.getByRole('article').getByText('Hi Ana,').waitFor()
  await expect.poll(() => focused(page)).toMatch(/^H2 /)
  await page.getByRole('button', { name: 'Craft again' }).waitFor({ state: 'detached' })
  await look(page, 'queue-recrafted-light')
  const { rows } = await world.api.writer.pool.query<{ status: string }>('select status from draft where lead_id = $1 order by id', [
    old.lead.id,
  ])
  expect(rows.map(({ status }) => status)).toEqual(['WITHDRAWN', 'PENDING'])
  expect(complaints).toEqual([])
  await leave()
})

test('where nothing else can be said the refusal stands on the card, in the dark and on a phone too', async () => {
  const old = await blocked()
  await world.api.writer.pool.query(`update lead set status = 'UNSUBSCRIBED' where id = $1`, [old.lead.id])
  const { page, leave, complaints } = await world.visit('Dana', `/queue?tab=hidden&draft=${encodeURIComponent(old.globalId)}`, {
    theme: 'dark',
    size: phone,
  })
  await page.getByRole('button', { name: 'Craft again' }).press('Enter')
  await page
    .getByText(/^Not crafted again/)
    .first()
    .waitFor()
  await look(page, 'queue-not-recrafted-dark-phone')
  expect(complaints).toEqual([])
  await leave()
})
