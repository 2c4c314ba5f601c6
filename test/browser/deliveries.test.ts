import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { globalId } from '../harness/make.ts'
import { delivered, payload, type SentLead, sentLeads } from '../integration/signals/sent-leads.ts'
import { look, phone, startWorld, type World } from './world.ts'

let world: World
let lead: SentLead
let campaignId: string
const late = 'late@nowhere.example'

beforeAll(async () => {
  world = await startWorld()
  const made = await sentLeads(world.api.writer, { count: 1 })
  if (!made.leads[0]) throw new Error('no lead')
  lead = made.leads[0]
  campaignId = made.campaignId
  await storeDeliveries(world.api.writer.sql, [
    delivered(payload('email_sent', { email: lead.email, campaignId })),
    delivered(payload('link_clicked', { email: late, campaignId })),
    delivered(payload('brand_new_event', { email: late, campaignId })),
  ])
  await applyAllDeliveries(world.api.writer, createLog('test', 'silent'))
})
afterAll(() => world.stop())

test('what had no effect is replayed as a whole, and every webhook is checked', async () => {
  const { page, complaints } = await world.visit('Dana', '/deliveries')
  await page.getByRole('button', { name: 'Check all' }).click()
  await page.getByText('A test went the whole way and changed nothing.').first().waitFor()
  expect(await page.getByText('CLAY_WEBHOOK_SECRET is missing or too short.').count()).toBe(1)
  await look(page, 'deliveries-light')
  await page.getByLabel('Effect').selectOption({ label: 'Wait or failed' })
  await page.getByText('No lead has this address.').waitFor()
  await world.api.writer.pool.query('update lead set email = $2, person_key = $2 where id = $1', [lead.id, late])
  await page.getByRole('button', { name: 'Replay all of these' }).click()
  await page.getByText('1 of 2 had their effect now; 1 still have none.').first().waitFor()
  await look(page, 'deliveries-replayed-light')
  expect(complaints).toEqual([])
  const other = await world.visit('Dana', '/deliveries', { theme: 'dark', size: phone })
  await other.page
    .getByRole('table', { name: 'Deliveries' })
    .getByText('No lead has this address.')
    .or(other.page.getByText('Nobody known'))
    .first()
    .waitFor()
  await look(other.page, 'deliveries-dark-phone')
  expect(await other.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
})

test('a note comes onto the timeline, for everybody who looks', async () => {
  const path = `/leads/${globalId('Lead', lead.id)}`
  const [writer, reader] = await Promise.all([world.visit('Dana', path), world.visit('Lee', path)])
  await writer.page.getByLabel('Note').fill('Met her at the fair.')
  await writer.page.getByRole('button', { name: 'Add note' }).click()
  for (const { page } of [writer, reader]) await page.getByRole('listitem').filter({ hasText: 'Met her at the fair.' }).first().waitFor()
  expect(await writer.page.getByLabel('Note').inputValue()).toBe('')
  await look(writer.page, 'lead-note-light')
  expect(writer.complaints).toEqual([])
})

test('the table of statuses says where a lead goes from here', async () => {
  const { page, complaints } = await world.visit('Dana', '/health')
  const card = page.getByRole('region', { name: 'How a lead’s status moves' })
  await card.getByRole('button', { name: 'Show' }).click()
  await card.getByLabel('A lead that is').selectOption({ label: 'Ghosted' })
  await card.getByRole('row', { name: /^Sent .*Email sent/ }).waitFor()
  await card.getByLabel('A lead that is').selectOption({ label: 'Unsubscribed' })
  await card.getByText('Nothing that happens leads out of it', { exact: false }).waitFor()
  await card.getByLabel('A lead that is').selectOption({ label: 'Sent' })
  await look(page, 'health-statuses-light')
  expect(complaints).toEqual([])
})
