import { createWriter } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { desktop, look, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('a database that may be older than the world says so, has the platforms read, is closed, and only then may the stop be lifted', async () => {
  const root = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await root.pool.query(`select watch_server_timeline()`)
  await root.pool.query(`update installation set server_timeline = server_timeline + 1`)
  await root.pool.query(`select watch_server_timeline()`)
  for (const [theme, size] of [
    ['light', desktop],
    ['dark', phone],
  ] as const) {
    const { page, complaints, leave } = await world.visit('Dana', '/', { theme, size })
    await page.getByRole('heading', { name: 'Not everything that went out may stand here' }).waitFor()
    await look(page, `reconciliation-${theme}`)
    expect(complaints).toEqual([])
    await leave()
  }

  const { page, complaints } = await world.visit('Dana', '/health')
  const card = page.getByRole('region', { name: 'Not everything that went out may stand here' })
  await card.getByRole('button', { name: 'Close…' }).press('Enter')
  await card.getByText('Have the platforms read first.').first().waitFor()
  await card.getByRole('button', { name: 'Read the platforms' }).click()
  await card.getByText('The platforms are being read…').waitFor()
  // What the runner writes when it has read them.
  await root.pool.query(
    `update reconciliation set read_at = business_now(), report = '[{"platform":"INSTANTLY","of":"MESSAGES","found":40,"unknown":2,"problem":null},{"platform":"SMTP","of":"MESSAGES","found":0,"unknown":0,"problem":"A mail host can’t be asked what it sent."}]'`,
  )
  await card.getByText('40 messages, 2 of them unknown here and taken over').waitFor()
  await look(page, 'reconciliation-read')
  await card.getByRole('button', { name: 'Close…' }).click()
  await card.getByLabel('What you looked at').fill('The list of Instantly.')
  await card.getByRole('button', { name: 'Close', exact: true }).click()
  await card.waitFor({ state: 'detached' })

  await page.keyboard.press('!')
  await page.getByLabel('Reason').fill('The database is reconciled.')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Lift the stop' }).press('Enter')
  await page.getByText(/^The stop is lifted/).waitFor()
  expect(complaints).toEqual([])
  await root.end()
})
