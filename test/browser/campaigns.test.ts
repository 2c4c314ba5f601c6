import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { checkAccounts } from '@swarm/jobs/accounts/check-accounts'
import { createTextLookup } from '@swarm/jobs/accounts/dns-lookup'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accounts } from '../harness/execution.ts'
import * as make from '../harness/make.ts'
import { changeSettings, makeBatch, moveClock, sendTo, tuesdayMorning } from '../harness/make-dispatch.ts'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import { clientOf } from '../sandbox/testing/client.ts'
import { arrived, desktop, focused, look, lookInBoth, phone, startWorld, type World } from './world.ts'

let world: World
let writer: Writer
let sandbox: Awaited<ReturnType<typeof startSandbox>>

beforeAll(async () => {
  world = await startWorld()
  sandbox = await startSandbox({ people: 1, delays: 'off' })
  writer = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await changeSettings(writer, 'dispatch', ['separateApprover'], 'off')
})
afterAll(async () => {
  await writer.end()
  await sandbox.stop()
  await world.stop()
})

const check = () =>
  checkAccounts({
    writer,
    log: createLog('test', 'silent'),
    instantly: null,
    resend: null,
    lookUpText: createTextLookup([`127.0.0.1:${sandbox.dnsPort}`], 'sandbox'),
  })

/** Six accounts, one of them still warming up, one with a record that fails, and what they sent. */
async function seed(): Promise<void> {
  for (const [position, address] of accounts.entries()) {
    await writer.pool.query(
      `insert into sending_account (platform, address, domain, position, warmup_score, checked_at, created_at)
       values ('INSTANTLY', $1, $2, $3, $4, business_now(), $5)`,
      [address, address.split('@')[1], position, position === 5 ? null : 95 + position, position === 1 ? '2026-11-12' : '2026-01-01'],
    )
  }
  await clientOf(sandbox).request('PUT', '/dns/records', { name: 'chiefaiofficerguide.com', texts: ['v=spf1 +all'] })
  const at = await make.now(writer)
  for (const account of accounts.slice(0, 3)) {
    const leads = await Promise.all([1, 2, 3, 4].map(() => make.lead(writer)))
    const { batchId, sendIds } = await makeBatch(
      writer,
      leads.map((lead) => sendTo(lead.email, { lead: lead.id, account })),
    )
    await writer.pool.query(
      `with made as (
         insert into campaign (batch_id, platform, account, zone, window_from, window_to, state, created_at)
         values ($1, 'INSTANTLY', $2, 'America/Denver', '2026-11-24T15:00Z', '2026-11-24T18:00Z', 'ACTIVE', business_now()) returning id)
       update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now(), campaign_id = made.id from made where batch_id = $1`,
      [batchId, account],
    )
    for (const [place, kind] of ['EMAIL_OPENED', 'EMAIL_REPLIED'].entries())
      await writer.pool.query(`insert into signal (id, lead_id, kind, provider, at, detail) values ($1, $2, $3, 'instantly', $4, $5)`, [
        newId(at),
        leads[place]?.id,
        kind,
        at,
        JSON.stringify({ sendId: sendIds[place], open: 'human' }),
      ])
  }
}

test('who has no account or campaign yet is told where they come from', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/campaigns')
  await page.getByText('No sending account yet.').waitFor()
  await page.getByText('No campaign yet.').waitFor()
  await look(page, 'campaigns-empty-light')
  expect(complaints).toEqual([])
  await leave()
})

test('an account shows what it rests on, is held with a reason by keyboard alone, and an unhealthy one is not let go', async () => {
  await seed()
  await check()
  const { page, leave, complaints } = await world.visit('Dana', '/campaigns')
  await arrived(page)
  await page.getByText('5 of 6 may send').waitFor()
  await look(page, 'campaigns-light')
  const sick = page.getByRole('article', { name: 'dani@chiefaiofficerguide.com' })
  await expect.poll(() => sick.textContent()).toContain('does not end in -all or ~all')
  const young = page.getByRole('article', { name: 'dani@chiefaiofficerconsulting.com' })
  expect(await young.textContent()).toContain('Week 2 of 4')
  expect(await young.textContent()).toContain('0 of 10')
  expect(await young.textContent()).toContain('unknown')
  expect(await page.getByRole('row').filter({ hasText: 'dani@chiefaiofficerai.com' }).textContent()).toMatch(/Active.*4110$/)

  await sick.locator('summary').press('Enter')
  await sick.getByText('v=spf1 +all').waitFor()
  await sick.getByText('Paused itself').waitFor()
  await sick.getByRole('button', { name: /Resume/ }).press('Enter')
  await page.keyboard.type('The record is right by now, I think')
  await page.keyboard.press('Control+Enter')
  await sick.getByText('nothing goes out from it until that is mended').waitFor()
  await sick.scrollIntoViewIfNeeded()
  await look(page, 'campaigns-refused-light')
  expect(await focused(page)).toMatch(/^BUTTON Resume/)

  const first = page.getByRole('article', { name: accounts[0] ?? '' })
  await first.getByRole('button', { name: /Pause/ }).press('Enter')
  await page.keyboard.type('Three complaints by phone')
  await look(page, 'campaigns-pausing-light')
  await page.keyboard.press('Control+Enter')
  await first.getByText('Three complaints by phone').waitFor()
  await page.getByText('4 of 6 may send').waitFor()
  expect(await focused(page)).toMatch(/^BUTTON Resume/)
  expect(complaints).toEqual([])
  await leave()
})

test.each([
  ['a desk', desktop],
  ['a phone', phone],
])('it can be read in both themes on %s', async (_, size) => {
  const { page, leave, complaints } = await world.visit('Dana', '/campaigns', { size })
  await arrived(page)
  await page.getByText('of 6 may send').waitFor()
  await lookInBoth(page, `campaigns-${size.width}`)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await page.getByRole('heading', { name: 'Campaigns', level: 2 }).scrollIntoViewIfNeeded()
  await lookInBoth(page, `campaigns-list-${size.width}`)
  expect(complaints).toEqual([])
  await leave()
})
