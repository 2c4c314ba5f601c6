import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { arrived, look, lookAtColours, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  await world.api.addUser('Olga', 'a secret that is long enough for tests', ['read', 'review'])
})
afterAll(() => world.stop())

test('Health says what is not green and what to do, folds what is idle, and has failed jobs run again', async () => {
  const { pool } = world.api.writer
  await pool.query(
    `insert into provider_access (provider, has_key, seen_at) values ('apollo', true, now()) on conflict (provider) do update set has_key = true`,
  )
  // It was tried again a moment ago, and the alert has stood since it first opened.
  await pool.query(
    `insert into provider_breaker (provider, state, failures_in_a_row, recent, opened_at) values ('apollo', 'OPEN', 5, '{f,f,f,f,f}', now() + interval '10 minutes')`,
  )
  await pool.query(`select raise_alert('breaker:apollo', 'WARNING', 'Apollo is away.')`)
  await pool.query(`update alert set first_at = business_now() - interval '2 hours' where cause = 'breaker:apollo'`)
  await pool.query(`select write_audit('CRAFTER', 'draft.crafted', 'draft', 'one', '{}')`)
  const jobs = new pg.Client({ connectionString: world.api.database.urls.jobs })
  await jobs.connect()
  await jobs.query(
    `insert into pgboss.job (name, data, singleton_key, source_name, source_output) values ('dead-letters', '{}', 'start', 'sweep-runs', '{"message": "Apollo is away."}')`,
  )
  await jobs.end()
  const { page, leave, complaints } = await world.visit('Dana', '/health')
  await arrived(page)
  const board = page.getByRole('region', { name: 'Board' })
  await board.getByText('A provider of leads or facts is passed over', { exact: false }).first().waitFor()
  await board.getByText('Test the provider. It is tried again by itself every minute', { exact: false }).waitFor()
  await board.getByText('What is measured of Enrichment').click()
  await board.getByRole('table', { name: 'What is measured of Enrichment' }).getByText('1 h 0 m').first().waitFor()
  const work = page.getByRole('region', { name: 'Work' })
  await work.getByText('sweep-runs: 1').waitFor()
  await work.getByText(/jobs are idle|No job has anything to do/).waitFor()
  expect(await work.getByText('tidy-database', { exact: false }).first().isVisible()).toBe(false)
  await page.getByRole('region', { name: 'Agents' }).getByText('Draft crafted', { exact: false }).first().waitFor()
  await look(page, 'health-red-light')
  await work.getByRole('button', { name: 'Run again sweep-runs' }).click()
  // What stays of it: the wake-up for the runner, and who asked.
  await expect
    .poll(async () => (await pool.query(`select from audit_entry where action = 'jobs.retried' and actor = 'Dana'`)).rowCount, {
      timeout: 20_000,
    })
    .toBe(1)
  expect(complaints).toEqual([])
  await leave()
  const hand = await world.visit('Dana', '/', { theme: 'dark', size: phone })
  await arrived(hand.page)
  await hand.page.getByText('Enrichment is red: A provider of leads or facts is passed over').waitFor()
  await hand.page.goto('/health')
  await arrived(hand.page)
  await look(hand.page, 'health-red-dark-phone')
  expect(await hand.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await hand.leave()
})

test('what silence would do to leads is shown by move before it is done, and done by one press', async () => {
  const { pool } = world.api.writer
  const silent = await make.lead(world.api.writer, { firstName: 'Silvia', createdAt: new Date('2024-01-10T12:00:00Z') })
  await pool.query(`update lead set status = 'OPENED', last_activity_at = business_now() - interval '8 days' where id = $1`, [silent.id])
  const { page, leave, complaints } = await world.visit('Dana', '/health')
  await arrived(page)
  const card = page.getByRole('region', { name: 'Leads that fell silent' })
  await card.getByRole('button', { name: 'Who would move now?' }).press('Enter')
  await card.getByText('1 would move').waitFor()
  await card.getByText('Opened → Stalled').click()
  await card.getByRole('link', { name: /Silvia/ }).waitFor()
  await card.getByText('Opened, and no reply for 7 days.').waitFor()
  await card.scrollIntoViewIfNeeded()
  await lookAtColours(page, 'health-decay-light')
  const statusOf = async () => (await pool.query('select status from lead where id = $1', [silent.id])).rows
  expect(await statusOf()).toEqual([{ status: 'OPENED' }])
  await card.getByRole('button', { name: 'Move this one now' }).click()
  await card.getByText('1 moved').waitFor()
  expect(await statusOf()).toEqual([{ status: 'STALLED' }])
  expect((await pool.query(`select actor from audit_entry where action = 'leads.decayed'`)).rows).toEqual([{ actor: 'Dana' }])
  expect(complaints).toEqual([])
  await leave()
})

test('the go-live page shows what was found, and takes a person’s word with a reason for what no row can tell', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/go-live')
  await arrived(page)
  const list = page.getByRole('list', { name: 'Production list' })
  await list.getByText('A database of its own').first().waitFor()
  await page.getByRole('heading', { name: 'This is a sandbox' }).waitFor()
  await list.locator('summary').filter({ hasText: 'What was sent before' }).click()
  const form = list.getByRole('form', { name: 'Confirm What was sent before' })
  await form.getByLabel('Why you answer for it').fill('We have never written to anybody.')
  await form.getByRole('button', { name: /^Confirm/ }).click()
  await list.getByText('Dana answers for it').waitFor()
  await look(page, 'go-live-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'go-live-dark')
  await page.setViewportSize(phone)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(complaints).toEqual([])
  await leave()
  const other = await world.visit('Olga', '/go-live')
  await other.page.getByText('The production list is shown to admins.').waitFor()
  await other.leave()
})

test('what a person may do is changed and their sessions end from one row, and a key ends when it should', async () => {
  await (await world.visit('Olga', '/')).leave()
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=users')
  await arrived(page)
  const people = page.getByRole('list', { name: 'People' })
  await people.locator('summary').filter({ hasText: 'Olga' }).click()
  const may = people.getByRole('group', { name: 'Olga may' })
  await may.getByRole('checkbox', { name: /^operate/ }).check()
  await look(page, 'settings-user-light')
  await people.getByRole('button', { name: 'Save scopes of Olga' }).click()
  await people.getByText('read, review, operate', { exact: false }).first().waitFor()
  await people.getByRole('button', { name: 'End sessions… of Olga' }).click()
  await people
    .getByRole('group', { name: /Sign Olga out/ })
    .getByRole('button', { name: 'End sessions' })
    .click()
  await expect
    .poll(
      async () =>
        (
          await world.api.writer.pool.query(
            `select action from audit_entry where action in ('user.scopes_changed', 'user.sessions_ended') and actor = 'Dana' order by id`,
          )
        ).rows,
      {
        timeout: 20_000,
      },
    )
    .toEqual([{ action: 'user.scopes_changed' }, { action: 'user.sessions_ended' }])
  await page.goto('/settings?section=keys')
  await arrived(page)
  await page.getByLabel('What it is for').fill('a month of figures')
  await page.getByLabel('Ends after').selectOption({ label: '30 days' })
  await page.getByRole('button', { name: 'Make key' }).click()
  await page.getByRole('dialog', { name: 'The key, shown once' }).getByRole('button', { name: 'Done' }).click()
  await page.getByRole('list', { name: 'Keys' }).getByText('a month of figures').first().waitFor()
  const { rows } = await world.api.writer.pool.query(
    `select expires_at between now() + interval '29 days' and now() + interval '31 days' as soon from api_key where name = 'a month of figures'`,
  )
  expect(rows).toEqual([{ soon: true }])
  await look(page, 'settings-keys-scopes-light')
  expect(complaints).toEqual([])
  await leave()
})
