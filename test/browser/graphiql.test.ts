import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { desktop, listen, picture, startWorld, type World } from './world.ts'

const secret = 'a secret that is long enough for tests'
let world: World
beforeAll(async () => {
  world = await startWorld()
  await world.api.addUser('Ann', secret, ['read'])
  await make.draft(world.api.writer)
})
afterAll(() => world.stop())

test('whoever is not signed in does not get GraphiQL, under neither of its names', async () => {
  const { api } = world
  for (const path of ['/graphiql', '/graphiql.html']) {
    const asBrowser = await fetch(`${api.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect([asBrowser.status, asBrowser.headers.get('location')]).toEqual([303, '/login?next=%2Fgraphiql'])
    expect((await fetch(`${api.url}${path}`)).status).toBe(401)
  }
})

test('an analyst signs in and runs the examples, under the strict policy, in both themes', async () => {
  const { api, browser } = world
  const context = await browser.newContext({ baseURL: api.url, viewport: desktop, colorScheme: 'light' })
  const page = await context.newPage()
  const complaints = listen(page)
  const abroad: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(api.url).host && !request.url().startsWith('data:')) abroad.push(request.url())
  })
  await page.goto('/graphiql')
  await page.getByLabel('Name').fill('Ann')
  await page.getByLabel('Secret').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  const run = page.getByRole('button', { name: /Execute query/ })
  await run.waitFor()
  const result = page.locator('.result-window')
  await run.click()
  await expect.poll(() => result.textContent()).toContain('"name": "Ann"')
  await page.getByRole('tab', { name: 'Kpis', exact: true }).click()
  await run.click()
  await expect.poll(() => result.textContent()).toContain('icp_match_rate')
  await picture(page, 'graphiql-light')
  const paper = (): Promise<unknown> => page.evaluate(`getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor`)
  const light = await paper()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(paper).not.toBe(light)
  await picture(page, 'graphiql-dark')

  await page.getByRole('tab', { name: 'WhatHappensNow' }).click()
  await run.click()
  await page.getByRole('button', { name: /Stop query/ }).waitFor()
  const cookie = await api.signIn('Ann', secret)
  expect(cookie).not.toBe('')
  const lead = await make.lead(api.writer, { firstName: 'Nadia' })
  // The socket may still be on its way: until it listens nothing is told.
  await expect
    .poll(
      async () => {
        await api.writer.pool.query(
          `with entry as (insert into timeline_entry (id, lead_id, at, kind, actor, summary) values (uuid_v7(business_now()), $1, business_now(), 'note', 'Ann', 'A note for the page') returning id)
           select announce('activity', array_agg(id)) from entry`,
          [lead.id],
        )
        return result.textContent()
      },
      { timeout: 10_000, interval: 300 },
    )
    .toContain('A note for the page')
  expect(abroad).toEqual([])
  expect(complaints).toEqual([])
  await context.close()
})
