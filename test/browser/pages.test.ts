import { createWriter } from '@swarm/db/write'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import * as make from '../harness/make.ts'
import { approvedSend, makeBatch } from '../harness/make-dispatch.ts'
import { fillWorld, type Things } from './filled-world.ts'
import { pagePaths } from './page-paths.ts'
import {
  arrived,
  desktop,
  follow,
  look,
  lookAtColours,
  lookInBoth,
  phone,
  picture,
  signIn,
  startWorld,
  type Visitor,
  type World,
} from './world.ts'

let world: World
let things: Things
let walker: Visitor
beforeAll(async () => {
  world = await startWorld()
  things = await fillWorld(world)
  walker = await world.visit('Dana', '/')
})
afterAll(() => world.stop())

/** What stands on a page, asked in one go: the shell's promises that hold for every page. */
const standing = `(() => {
  const main = document.querySelector('main')
  const wide = [...document.querySelectorAll('main *, .top-bar > *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll-x, .table, .listbox, [popover], .hidden-text, figure'))
  return {
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    heading: document.querySelector('h1').textContent,
    tooWide: document.documentElement.scrollWidth > innerWidth || main.scrollWidth > main.clientWidth
      ? wide.slice(0, 3).map((e) => e.tagName + '.' + e.className) : [],
    dialogs: document.querySelectorAll('dialog[open]').length,
  }
})()`

/** Controls that have the focus and don't show it. Only what keyboards reach, in the order of the page. */
const unseenFocus = `(() => {
  const shown = (e) => e.getClientRects().length > 0 && e.tabIndex >= 0 && !e.closest('[inert]')
  const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(shown).slice(0, 150)
  const unseen = controls.filter((e) => {
    e.focus({ preventScroll: true })
    if (document.activeElement !== e) return false
    const style = getComputedStyle(e)
    // A drawing shows it by a line around its point.
    if (e instanceof SVGElement) return ![...e.children].some((part) => parseFloat(getComputedStyle(part).strokeWidth) >= 2)
    return style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1
  })
  // What has the focus would stand in the pictures that follow.
  document.activeElement?.blur()
  return unseen.map((e) => e.tagName + ' ' + e.className + ' ' + (e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 30))
})()`

type Standing = { title: string; headings: number; heading: string; tooWide: string[]; dialogs: number }

async function standsWell(page: Page, name: string): Promise<void> {
  const stands = (await page.evaluate(standing)) as Standing
  expect(stands.headings, `${name}: one h1`).toBe(1)
  expect(stands.title, `${name}: its title`).toBe(`${stands.heading} · Alpha Swarm`)
  expect(stands.heading, `${name}: its heading`).not.toBe('Not found')
  expect(stands.tooWide, `${name}: nothing stands out to the side`).toEqual([])
  expect(stands.dialogs, `${name}: nothing opens by itself`).toBe(0)
}

test('the route table is read', () => {
  expect(pagePaths.length).toBeGreaterThan(20)
  expect(pagePaths).toContain('/leads/:id')
})

test.each(pagePaths)('%s stands in both themes, on a desk and on a phone', async (path) => {
  const id = path.includes(':id') ? things[path] : ''
  if (id === undefined) throw new Error(`fillWorld makes nothing for ${path}`)
  const name = path === '/' ? 'overview' : path.slice(1).replace('/:id', '-one')
  const { page, complaints } = walker
  complaints.length = 0
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(desktop)
  await follow(page, path.replace(':id', id))
  await standsWell(page, `${name} at 1280`)
  await look(page, `walk-${name}-light`)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(unseenFocus), `${name}: the focus is seen`).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, `walk-${name}-dark`)
  await page.setViewportSize(phone)
  await arrived(page)
  await standsWell(page, `${name} at 390`)
  await look(page, `walk-${name}-dark-phone`)
  await page.emulateMedia({ colorScheme: 'light' })
  await lookAtColours(page, `walk-${name}-light-phone`)
  // The narrowest there is, and the desk at 200 %.
  for (const [width, height] of [
    [320, 640],
    [desktop.width / 2, desktop.height / 2],
  ] as const) {
    await page.setViewportSize({ width, height })
    await arrived(page)
    await standsWell(page, `${name} at ${width}`)
  }
  expect(complaints).toEqual([])
})

test('the queue at 200 %, at 320 px and in forced colours: what is chosen is still to be seen', async () => {
  const { page } = walker
  await page.setViewportSize(desktop)
  await follow(page, '/queue')
  await page.emulateMedia({ forcedColors: 'active' })
  await picture(page, 'queue-forced-colours')
  // Neither backgrounds nor shadows are drawn then: a line says it.
  const line = `(selector, side) => getComputedStyle(document.querySelector(selector))[side + 'Style']`
  for (const [selector, side] of [
    ['.rail-link[aria-current="page"]', 'outline'],
    ['.queue-list .tab[aria-selected="true"]', 'outline'],
    ['.option[data-active="true"]', 'borderInlineStart'],
    ['.button[data-tone="primary"]', 'borderTop'],
  ])
    expect(await page.evaluate(`(${line})(${JSON.stringify(selector)}, ${JSON.stringify(side)})`), selector).toBe('solid')
  await page.emulateMedia({ forcedColors: 'none' })
  await page.setViewportSize({ width: desktop.width / 2, height: desktop.height / 2 })
  await picture(page, 'queue-200-percent')
  await page.setViewportSize({ width: 320, height: 640 })
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: 'Approve', exact: true }).waitFor()
  await standsWell(page, 'a draft at 320')
  await picture(page, 'queue-card-320')
})

test('a batch in each of its states, in both themes', async () => {
  const { writer } = world.api
  const { pool } = writer
  const batchOf = async () => makeBatch(writer, await Promise.all([1, 2, 3].map(() => approvedSend(writer))), { isApproved: false })
  const turned = async (status: string, sends: readonly (readonly [string, string | null])[]) => {
    const { batchId, sendIds } = await batchOf()
    await pool.query(
      `update batch set status = $2::batch_status, decided_by = 'Olga', decided_by_id = 'operator-1', decided_at = business_now(), started_at = business_now(), finished_at = case when $2::batch_status <> 'EXECUTING' then business_now() end where id = $1`,
      [batchId, status],
    )
    for (const [at, [state, code]] of sends.entries())
      await pool.query(
        `update send set status = $2::send_status, code = $3, message = case when $3::text is not null then 'It was not sent.' end, accepted_at = case when $2::send_status in ('ACCEPTED', 'PROVEN') then business_now() end,
          proven_at = case when $2::send_status = 'PROVEN' then business_now() end where id = $1`,
        [sendIds[at], state, code],
      )
    return batchId
  }
  const { page } = walker
  await page.setViewportSize(desktop)
  await page.emulateMedia({ colorScheme: 'light' })
  for (const [name, batchId, words] of [
    [
      'executing',
      await turned('EXECUTING', [
        ['ACCEPTED', null],
        ['IN_FLIGHT', null],
      ]),
      'Executing',
    ],
    [
      'partial',
      await turned('PARTIAL', [
        ['PROVEN', null],
        ['ACCEPTED', null],
        ['SKIPPED', 'SUPPRESSED'],
      ]),
      '2 of 3 sends went; 1 did not, each with its reason below.',
    ],
    [
      'expired',
      await turned('EXPIRED', [
        ['SKIPPED', 'BATCH_EXPIRED'],
        ['SKIPPED', 'BATCH_EXPIRED'],
        ['SKIPPED', 'BATCH_EXPIRED'],
      ]),
      'This batch expired with 3 sends unsent. Nothing went out from it.',
    ],
  ] as const) {
    await follow(page, `/dispatch/${make.globalId('Batch', batchId)}`)
    await page.getByText(words, { exact: true }).first().waitFor()
    await lookInBoth(page, `batch-${name}`)
  }
})

test('a batch whose rows were changed after freezing is refused, and the page shows what differs', async () => {
  const { writer } = world.api
  const superuser = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 1, onConnectionError: () => {} })
  const { batchId, sendIds } = await makeBatch(writer, await Promise.all([approvedSend(writer), approvedSend(writer)]), {
    isApproved: false,
  })
  await superuser.pool.query(
    `update send set frozen = convert_to(replace(convert_from(frozen, 'UTF8'), 'Hello', 'Hullo'), 'UTF8'), account = 'eve@else.example' where id = $1`,
    [sendIds[0]],
  )
  await superuser.end()
  const { page, complaints } = walker
  complaints.length = 0
  await follow(page, `/dispatch/${make.globalId('Batch', batchId)}`)
  const approve = page.getByRole('button', { name: 'Approve', exact: true })
  await expect.poll(() => approve.getAttribute('aria-disabled')).toBeNull()
  await approve.press('Enter')
  await page.getByText('What would be sent differs from what you saw.', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Show what differs' }).press('Enter')
  const rows = page.getByRole('table', { name: 'What differs' }).locator('tbody tr')
  await expect.poll(() => rows.count()).toBeGreaterThan(2)
  const told = (await rows.allTextContents()).join('\n')
  expect(told).toMatch(/Hash of its bytes/)
  expect(told).toMatch(/Account.*ana@sender-0\.example.*eve@else\.example/)
  await lookInBoth(page, 'batch-mismatch')
  expect(complaints).toEqual([])
})

/** A balancer whose servers are gone, for the questions that it is asked about. Playwright's own way would keep the browser from its cache. */
async function balancer({ page, context }: Visitor, isDownFor: (operation: string | undefined) => boolean): Promise<void> {
  const line = await context.newCDPSession(page)
  line.on('Fetch.requestPaused', ({ requestId, request: { postData } }) => {
    const { operationName } = question.parse(JSON.parse(postData ?? '{}'))
    const answer = { responseCode: 502, responseHeaders: [{ name: 'content-type', value: 'text/html' }], body: btoa('Bad Gateway') }
    // What a page asks at the moment in which it is left is nobody's any more.
    void (
      isDownFor(operationName)
        ? line.send('Fetch.fulfillRequest', { requestId, ...answer })
        : line.send('Fetch.continueRequest', { requestId })
    ).catch(() => null)
  })
  await line.send('Fetch.enable', { patterns: [{ urlPattern: '*/graphql' }] })
}

const question = z.object({ operationName: z.string().optional() })
const addressOf = (path: string): string => path.replace(':id', things[path] ?? '')

/** Presses every "Try again" there is; how many places still say that something failed. */
const tryAgain = `(() => {
  for (const button of document.querySelectorAll('.error-state button')) if (button.textContent === 'Try again') button.click()
  return document.querySelectorAll('.error-state').length
})()`

/** The bar says that there is no line. */
async function offline(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByText(/^Offline since \d\d:\d\d/)
    .first()
    .waitFor({ state: 'attached' })
}

test('what could not be loaded is said where it would stand, and comes when it is asked for again', async () => {
  const visitor = await world.visit('Dana', '/')
  const { page, context } = visitor
  let isDown = false
  // Who looks at a page is known: it decides what the page asks for.
  await balancer(visitor, (operation) => isDown && operation !== 'Shell')
  for (const path of pagePaths) {
    isDown = true
    await page.goto(addressOf(path))
    await page.locator('.error-state').first().waitFor()
    await expect.poll(() => page.locator('.skeleton').count(), { message: `${path}: nothing loads for ever` }).toBe(0)
    isDown = false
    let pressedAt = Number.NEGATIVE_INFINITY
    const left = (): Promise<unknown> => {
      // As people press: a question that is under way is not asked again at once.
      if (performance.now() - pressedAt < 1_500) return page.locator('.error-state').count()
      pressedAt = performance.now()
      return page.evaluate(tryAgain)
    }
    await expect.poll(left, { message: `${path}: all of it comes back` }).toBe(0)
    await arrived(page)
    // Without a connection what is there stays there, and is said to be of then.
    const shown = (await page.locator('main').textContent())?.length ?? 0
    await context.setOffline(true)
    await offline(page)
    expect(await page.locator('.error-state').count(), `${path}: stands without a connection`).toBe(0)
    expect((await page.locator('main').textContent())?.length, `${path}: shows what was there`).toBeGreaterThan(shown / 2)
    await context.setOffline(false)
  }
})

test('a page that was never opened says so without a connection, and comes when it is back', async () => {
  // A device of its own: the others have every page from before.
  const context = await world.browser.newContext({ baseURL: world.api.url, viewport: desktop, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto('/login')
  await signIn(page, 'Lee')
  await arrived(page)
  await context.setOffline(true)
  await offline(page)
  await page.getByRole('link', { name: 'Campaigns' }).click()
  await page.getByText('There is no connection, and it was not opened before.', { exact: false }).waitFor()
  await look(page, 'offline-unopened-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'offline-unopened-dark')
  await context.setOffline(false)
  await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor()
  await expect.poll(() => page.locator('.error-state').count(), { timeout: 30_000 }).toBe(0)
  await arrived(page)
  await context.close()
})

test('where nobody knows whether sending is stopped the bar says so, the stop can be pressed, and it is asked until known', async () => {
  const visitor = await world.visit('Dana', '/')
  const { page } = visitor
  let isDown = true
  await balancer(visitor, () => isDown)
  await page.goto('/audit')
  await page.getByText('No answer from the server: nobody knows here whether sending is stopped').waitFor()
  // Nobody is told that they may not see what they may.
  expect(await page.getByText('shown to admins').count()).toBe(0)
  await look(page, 'unknown-light')
  await page.keyboard.press('!')
  await page.getByRole('dialog', { name: 'Stop sending' }).waitFor()
  await look(page, 'unknown-stop-light')
  await page.keyboard.press('Escape')
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'unknown-dark-phone')
  isDown = false
  await page.getByText('No runner works: nothing is sent, read or checked').waitFor({ state: 'attached' })
})
