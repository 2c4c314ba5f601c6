import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { signIn, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('a line that stands open and brings nothing is no live one; once it answers again all is asked anew', async () => {
  // Whoever turns a page's clock can't give the page back.
  const lead = await make.lead(world.api.writer, { firstName: 'Mona' })
  const { page } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`)
  let isMute = false
  await page.routeWebSocket(/graphql/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => !isMute && server.send(message))
    server.onMessage((message) => !isMute && socket.send(message))
  })
  await page.clock.install()
  await page.reload()
  await page.getByRole('button', { name: 'Connection: Live' }).waitFor()
  isMute = true
  const chip = page.getByRole('button', { name: /^Connection: As of/ })
  await expect
    .poll(async () => {
      await page.clock.runFor(1_000)
      return chip.count()
    })
    .toBe(1)
  await world.api.writer.pool.query(`update lead set status = 'REPLIED' where id = $1`, [lead.id])
  isMute = false
  await expect
    .poll(async () => {
      await page.clock.runFor(1_000)
      return page.getByRole('button', { name: 'Connection: Live' }).count()
    })
    .toBe(1)
  await page.getByText('Replied', { exact: true }).waitFor()
})

test('an Overview that stays open has the whole queue counted once a minute: how many wait is told as it happens', async () => {
  // Whoever turns a page's clock can't give the page back.
  const { page } = await world.visit('Dana', '/')
  await page.clock.install()
  let asked = 0
  page.on('request', (request) => {
    if (request.postData()?.includes('"OverviewQueue"')) asked++
  })
  // Time goes on only where the line has answered: one that is lost asks for everything anew.
  let answers = 0
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"pong"')) answers++
    }),
  )
  await page.reload()
  await page.getByRole('region', { name: 'Needs you now' }).getByRole('listitem').first().waitFor()
  await page.getByRole('button', { name: 'Connection: Live' }).waitFor()
  const before = asked
  for (const times of [1, 2, 3]) {
    await page.clock.fastForward(15_000)
    await expect.poll(() => answers).toBeGreaterThanOrEqual(times)
  }
  expect(asked).toBe(before)
  await page.clock.fastForward(15_000)
  await expect.poll(() => asked).toBe(before + 1)
})

test('while a page is on its way it has its own name, not that of what was open before', async () => {
  const lead = await make.lead(world.api.writer, { firstName: 'Kim' })
  // A device of its own: the others have every page from before.
  const context = await world.browser.newContext({ baseURL: world.api.url })
  const page = await context.newPage()
  await page.goto('/login')
  await signIn(page, 'Dana')
  const { promise: mayCome, resolve: letThrough } = Promise.withResolvers<void>()
  await page.route(/\/campaigns-[^/]*\.js$/, async (route) => {
    await mayCome
    await route.continue()
  })
  await page.goto(`/leads/${make.globalId('Lead', lead.id)}`)
  await page.getByRole('heading', { level: 1, name: 'Kim Ruiz' }).waitFor()
  await page.getByRole('link', { name: 'Campaigns' }).click()
  await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor()
  expect(await page.getByRole('heading', { name: 'Accounts' }).count()).toBe(0)
  letThrough()
  await page.getByRole('heading', { name: 'Accounts' }).waitFor()
  await context.close()
})
