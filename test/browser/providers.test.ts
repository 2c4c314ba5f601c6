import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { startRunnerProcess, type TestRunner } from '../harness/runner.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import { arrived, look, phone, startWorld, type World } from './world.ts'

let world: World
let sandbox: Sandbox
let runner: TestRunner
let root: Writer
beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off', people: 20 })
  world = await startWorld()
  root = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  runner = await startRunnerProcess(world.api.database, {
    QUEUES: 'test-providers',
    BETTERCONTACT_BASE_URL: `${sandbox.url}/bettercontact/api/v2`,
    BETTERCONTACT_API_KEY: 'sandbox-bettercontact-key',
  })
}, 120_000)
afterAll(async () => {
  await runner?.stop()
  await root?.end()
  await world?.stop()
  await sandbox?.stop()
})

test('providers are tested on their page, and what enrichment brought is told apart', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/health')
  await arrived(page)
  await page.getByRole('link', { name: /Keys, credits, test calls/ }).click()
  await arrived(page)
  await page.getByText('Nobody was asked in these days.').waitFor()
  await page.getByRole('button', { name: 'Test BetterContact' }).click()
  await page.getByText('5,000 credits left.', { exact: true }).waitFor()
  await page.getByText('1,000 of 1,000 credits left this month').first().waitFor()
  await look(page, 'page-providers-light')

  const lead = await make.lead(root, { columns: { tier: 'TIER_2' } })
  await root.pool.query(
    `insert into enrichment_call (provider, purpose, lead_id, outcome, has_email, credits, took_ms, at)
     select p, 'PIPELINE', $1, case when n % 4 = 0 then 'MISSED' else 'FOUND' end, n % 4 <> 0, case when n % 4 = 0 then 0 else 1 end, 300 + n * 900, business_now()
     from generate_series(1, 20) n, unnest(array['apollo', 'bettercontact']) p`,
    [lead.id],
  )
  await page.getByLabel('Window').selectOption('7')
  await page.getByLabel('Told apart by').selectOption('TIER')
  await page.getByRole('cell', { name: 'Tier 2' }).first().waitFor()
  await page
    .getByRole('cell', { name: /^75(\.0)? %$/ })
    .first()
    .waitFor()
  await page.getByRole('region', { name: 'Figures by provider' }).scrollIntoViewIfNeeded()
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'page-providers-dark')
  await page.setViewportSize(phone)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await look(page, 'phone-providers-dark')
  expect(complaints).toEqual([])
  await leave()
})

test('a lead is asked about again from its page; who must be left alone is not, and the page says why', async () => {
  const lead = await make.lead(root)
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`)
  await arrived(page)
  await page.getByRole('button', { name: 'Ask Apollo again' }).click()
  await page.getByText('Not asked. Apollo has no key here.').first().waitFor()
  await root.pool.query(`update provider_access set has_key = true where provider = 'apollo'`)
  await page.getByRole('button', { name: 'Ask Apollo again' }).click()
  await page.getByText('Asked. What is new stands here within a minute.').first().waitFor()
  await page.getByRole('button', { name: 'Ask Apollo again' }).click()
  await page.getByText('Not asked. Apollo is being asked already.').first().waitFor()
  expect(complaints).toEqual([])
  await leave()
})
