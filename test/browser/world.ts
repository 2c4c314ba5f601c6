import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { buildWeb } from '@swarm/api/supervisor/build-web'
import { freePort } from '@swarm/db/embedded/free-port'
import type { RunOptions } from 'axe-core'
import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core'
import { expect } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { launchChromium } from '../harness/chromium.ts'
import { closeTaken, giveBack, takeDevice } from './devices.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const screenshots = `${root}/test/screenshots`

export type Theme = 'light' | 'dark'
export type Size = { width: number; height: number }
export const desktop: Size = { width: 1280, height: 800 }
export const phone: Size = { width: 390, height: 844 }

/** Somebody at a device of theirs. A test that ends with what the page complained about on its console fails. */
export type Visitor = {
  page: Page
  context: BrowserContext
  complaints: string[]
  /** They go, and leave nothing behind. Without it the device is thrown away with the world. */
  leave(): Promise<void>
}

export type World = {
  api: TestApi
  browser: Browser
  /** Signs a person in on a browser of their own and opens a path. */
  visit(name: string, path: string, options?: { theme?: Theme; size?: Size }): Promise<Visitor>
  stop(): Promise<void>
}

const secret = 'a secret that is long enough for tests'

let launched: Promise<Browser> | null = null

/** One Chromium for all files of this process; it ends with the process. One that has crashed is followed by another. */
async function sharedChromium(): Promise<Browser> {
  if (launched !== null && !(await launched).isConnected()) launched = null
  launched ??= launchChromium()
  return launched
}

/** One address for the APIs of all files, which come one after the other: what a browser has compiled belongs to an address. */
let port: Promise<number> | null = null

/** The built pages, served by the real API on a database of this file's own, and a real browser. */
export async function startWorld(options: { sandboxUrl?: string } = {}): Promise<World> {
  const webFolder = await buildWeb(root)
  port ??= freePort()
  const [api, browser] = await Promise.all([startTestApi({ webFolder, port: await port, ...options }), sharedChromium()])
  for (const name of ['Dana', 'Lee']) await api.addUser(name, secret, ['read', 'review', 'operate', 'admin'])
  const sessions = new Map<string, Cookie[]>()
  return {
    api,
    browser,
    async visit(name, path, { theme = 'light', size = desktop } = {}) {
      const device = await takeDevice(browser, api.url, size === phone)
      const { page, context } = device
      await page.emulateMedia({ media: null, colorScheme: theme })
      await page.setViewportSize(size)
      const session = sessions.get(name)
      if (session) await context.addCookies(session)
      else {
        await page.evaluate(signedIn(name))
        sessions.set(name, await context.cookies())
      }
      await page.evaluate(`localStorage.setItem('swarm.owner', ${JSON.stringify(name.toLowerCase())})`)
      const complaints = listen(page)
      await page.goto(path)
      await page.getByRole('banner').getByText('Live', { exact: true }).waitFor({ state: 'attached' })
      return { page, context, complaints, leave: () => giveBack(device) }
    },
    async stop() {
      await closeTaken(browser)
      await api.stop()
    },
  }
}

/** What the sign-in form asks of the server; the form itself has tests of its own. */
const signedIn = (name: string): string => `(async () => {
  const headers = { 'content-type': 'application/json', 'x-swarm-csrf': '1' }
  const { status } = await fetch('/login', { method: 'POST', headers, body: ${JSON.stringify(JSON.stringify({ name, secret }))} })
  if (status !== 204) throw new Error('signing in answered ' + status)
})()`

/** Fills the sign-in form as a person would. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Secret').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
}

/** Collects what the page says to its console of errors and warnings, from now on. */
export function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  return complaints
}

/** The page has its heading, and nothing on it still loads. */
export async function arrived(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('banner').getByText('Live', { exact: true }).waitFor({ state: 'attached' })
  await expect.poll(() => page.locator('.skeleton').count(), { timeout: 20_000 }).toBe(0)
}

/** Opens another address as a link does, in the page that stands: less than half the work of loading it anew. Waits until the new one has arrived. */
export async function follow(page: Page, path: string): Promise<void> {
  const isThere = await page.evaluate(
    `(() => {
      if (location.pathname + location.search === ${JSON.stringify(path)}) return true
      document.querySelector('main').firstElementChild?.setAttribute('data-former', '')
      history.pushState(null, '', ${JSON.stringify(path)})
      return false
    })()`,
  )
  if (isThere !== true) await expect.poll(() => page.locator('[data-former]').count()).toBe(0)
  await arrived(page)
}

/** Axe's own program, which is put into a page once: to read it costs a page a tenth of a second. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Keeps a picture of a state, and holds it to what axe finds: nothing. */
export async function look(page: Page, name: string): Promise<void> {
  await see(page, name, { runOnly: tags, rules: { 'target-size': { enabled: true } } })
}

/** The same for a state that was looked at in the other theme: only colours can differ, and they are the smallest part of the work. */
export async function lookAtColours(page: Page, name: string): Promise<void> {
  await see(page, name, { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } })
}

/** Both at once, for a page that was opened in light and stays so. */
export async function lookInBoth(page: Page, name: string): Promise<void> {
  await look(page, `${name}-light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, `${name}-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Keeps a picture of what is on the screen, or of the whole page. JPEG is half the work of PNG. */
export async function picture(page: Page, name: string, { fullPage = false }: { fullPage?: boolean } = {}): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: `${screenshots}/${name}.jpeg`, quality: 85, fullPage })
}

async function see(page: Page, name: string, rules: RunOptions): Promise<void> {
  await picture(page, name)
  if (!(await page.evaluate(`typeof axe === 'object'`))) await page.evaluate(axe)
  // What it would fetch first, every style sheet anew, is for sound and film.
  const options: RunOptions = { ...rules, resultTypes: ['violations'] }
  const found = await page.evaluate(
    `axe.run(document, { ...${JSON.stringify(options)}, preload: document.querySelector('audio, video') !== null }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('; ')))`,
  )
  expect(found, `${name}: axe`).toEqual([])
}

/** What has the focus: never the body, or a keyboard has lost its place. */
export async function focused(page: Page): Promise<string> {
  const held: unknown = await page.evaluate(
    '(() => { const e = document.activeElement; return e.tagName + " " + (e.getAttribute("aria-label") ?? e.textContent ?? "").trim().slice(0, 60) })()',
  )
  return String(held)
}
