import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { arrived, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const body = z.object({
  operationName: z.string().optional(),
  query: z.string().optional(),
  extensions: z.object({ persistedQuery: z.object({ sha256Hash: z.string() }).optional() }).optional(),
})

/** What the page asked over HTTP, from now on. */
function asked(page: Page): z.infer<typeof body>[] {
  const found: z.infer<typeof body>[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/graphql') found.push(body.parse(request.postDataJSON()))
  })
  return found
}

const paths = ['/leads', '/queue', '/batches', '/runs', '/health', '/']

test('the page sends hashes, and no document', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/')
  const requests = asked(page)
  for (const path of paths) {
    await page.goto(path)
    await arrived(page)
  }
  expect(requests.length).toBeGreaterThan(paths.length)
  expect(requests.filter(({ query }) => query !== undefined)).toEqual([])
  expect(complaints).toEqual([])
  await leave()
})

test('a page of another build is refused once, and then sends its documents', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/')
  await page.route('**/graphql', async (route) => {
    const sent = body.loose().parse(route.request().postDataJSON())
    if (sent.query !== undefined) return route.continue()
    await route.continue({
      postData: JSON.stringify({ ...sent, extensions: { persistedQuery: { version: 1, sha256Hash: 'of another build' } } }),
    })
  })
  const requests = asked(page)
  await page.goto('/leads')
  await arrived(page)
  // The first questions go out together; none of them is asked by hash again.
  const names = requests.filter(({ query }) => query === undefined).map(({ operationName }) => operationName)
  expect(new Set(names).size).toBe(names.length)
  const before = requests.length
  await page.getByRole('link', { name: 'Health' }).first().click()
  await arrived(page)
  expect(requests.length).toBeGreaterThan(before)
  expect(requests.slice(before).filter(({ query }) => query === undefined)).toEqual([])
  expect(complaints).toEqual([])
  await leave()
})
