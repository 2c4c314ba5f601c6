import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { changeSettings, makeBatch, moveClock, sendTo, tuesdayMorning } from '../harness/make-dispatch.ts'
import { arrived, look, phone, startWorld, type World } from './world.ts'

let world: World
let root: Writer

beforeAll(async () => {
  world = await startWorld()
  root = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(root, tuesdayMorning)
  await changeSettings(root, 'dispatch', ['separateApprover'], 'off')
  await root.pool.query(`insert into ramp_graduation (at, by) values (business_now() - interval '90 days', 'test')`)
}, 120_000)
afterAll(async () => {
  await root?.end()
  await world?.stop()
})

/** Thirty days with a live send that was proven, up to yesterday; the newest batch of them stands for one that went under the approval. */
async function calmMonth(): Promise<string> {
  const { batchId } = await makeBatch(
    root,
    Array.from({ length: 30 }, (_, nth) => sendTo(`old-${nth}@past.example`)),
  )
  await root.pool.query(
    `update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now() - make_interval(days => place), ceiling_day = organisation_day(business_now()) - place where batch_id = $1`,
    [batchId],
  )
  await root.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  return batchId
}

test('nobody gives one too early, and the page says what is missing', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/dispatch')
  await page.getByRole('link', { name: 'Standing approvals' }).click()
  await arrived(page)
  await page.getByRole('heading', { name: 'None was ever given' }).waitFor()
  await page
    .getByText(/30 days of live sends, the last 14/)
    .first()
    .waitFor()
  expect(await page.getByRole('button', { name: 'Give…' }).getAttribute('aria-disabled')).toBe('true')
  await look(page, 'page-standing-empty-light')
  expect(complaints).toEqual([])
  await leave()
})

test('one is given for the texts that were read, with a limit and an end, shows what went under it, and is taken back', async () => {
  const batchId = await calmMonth()
  const { page, leave, complaints } = await world.visit('Dana', '/standing-approvals')
  await arrived(page)
  await page.getByText(/Step 3, day 5: Email, value follow-up/).click()
  await page.locator('details[open]').getByText('{companyName}').first().waitFor()
  await page.getByLabel('Sends a day, at most').fill('0')
  await page.getByText('A whole number from 1 to 500.').first().waitFor()
  await page.getByLabel('Sends a day, at most').fill('7')
  await look(page, 'page-standing-give-light')
  await page.getByRole('button', { name: 'Give…' }).click()
  await page.getByLabel('Why these follow-ups need nobody').fill('Read every text for a month.')
  await page.keyboard.press('Control+Enter')
  const list = page.getByRole('region', { name: 'Standing approvals' })
  await list.getByText('7 a day, 7 left today').waitFor()
  // The settings still ask for a person.
  await list.getByText('Does not count now').waitFor()
  await changeSettings(root, 'dispatch', ['gatekeeperRequired'], false)
  await root.pool.query(`update batch set standing_approval_id = (select id from standing_approval) where id = $1`, [batchId])
  await page.reload()
  await arrived(page)
  await list.getByText('In force').waitFor()
  await list.getByText('30 sends left in 1 batch').click()
  expect(await list.getByRole('link', { name: /Batch of/ }).getAttribute('href')).toBe(`/dispatch/${make.globalId('Batch', batchId)}`)
  await look(page, 'page-standing-light')
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await look(page, 'phone-standing-dark')
  await list.getByRole('button', { name: 'Withdraw default, version 1' }).click()
  await list.getByLabel(/needs a person again/).fill('The texts are being changed.')
  await list.getByRole('button', { name: 'Withdraw', exact: true }).click()
  await list.getByText('Over', { exact: true }).waitFor()
  await list.getByText(/Dana: The texts are being changed/).waitFor()
  expect(complaints).toEqual([])
  await leave()
})
