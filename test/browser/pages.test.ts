import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { fillWorld, type Things } from './filled-world.ts'
import { pagePaths } from './page-paths.ts'
import { arrived, desktop, look, lookAtColours, phone, startWorld, type World } from './world.ts'

let world: World
let things: Things
beforeAll(async () => {
  world = await startWorld()
  things = await fillWorld(world)
})
afterAll(() => world.stop())

/** What stands on a page, asked in one go: the shell's promises that hold for every page. */
const standing = `(() => {
  const main = document.querySelector('main')
  const wide = [...main.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll-x, .table, .listbox, [popover], .hidden-text, figure'))
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
  const { page, context, complaints } = await world.visit('Dana', path.replace(':id', id))
  await arrived(page)
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
  await page.setViewportSize(desktop)
  expect(complaints).toEqual([])
  await context.close()
})

const question = z.object({ operationName: z.string().optional() })
const addressOf = (path: string): string => path.replace(':id', things[path] ?? '')

/** Presses every "Try again" there is; how many places still say that something failed. */
const tryAgain = `(() => {
  for (const button of document.querySelectorAll('.error-state button')) if (button.textContent === 'Try again') button.click()
  return document.querySelectorAll('.error-state').length
})()`

test('what could not be loaded is said where it would stand, and comes when it is asked for again', async () => {
  const { page, context } = await world.visit('Dana', '/')
  let isDown = false
  // A balancer whose servers are gone. Who looks at a page is known: it decides what the page asks for.
  await page.route('**/graphql', (route) => {
    const { operationName } = question.parse(route.request().postDataJSON())
    return isDown && operationName !== 'Shell'
      ? route.fulfill({ status: 502, contentType: 'text/html', body: 'Bad Gateway' })
      : route.continue()
  })
  for (const path of pagePaths) {
    isDown = true
    await page.goto(addressOf(path))
    await page.locator('.error-state').first().waitFor()
    await expect.poll(() => page.locator('.skeleton').count(), { message: `${path}: nothing loads for ever` }).toBe(0)
    isDown = false
    // As people press: a question that is under way is not asked again at once.
    await expect.poll(() => page.evaluate(tryAgain), { message: `${path}: all of it comes back`, timeout: 30_000, interval: 1_500 }).toBe(0)
    await arrived(page)
  }
  await context.close()
})

test('where nobody knows whether sending is stopped the bar says so, the stop can be pressed, and it is asked until known', async () => {
  const { page, context } = await world.visit('Dana', '/')
  let isDown = true
  await page.route('**/graphql', (route) =>
    isDown ? route.fulfill({ status: 502, contentType: 'text/html', body: 'Bad Gateway' }) : route.continue(),
  )
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
  await page.getByText('Sandbox: no real person is written to').waitFor({ state: 'attached' })
  await context.close()
})
