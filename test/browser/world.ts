import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { buildWeb } from '@swarm/api/supervisor/build-web'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { launchChromium } from '../harness/chromium.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const screenshots = `${root}/test/screenshots`

export type Theme = 'light' | 'dark'
export type Size = { width: number; height: number }
export const desktop: Size = { width: 1280, height: 800 }
export const phone: Size = { width: 390, height: 844 }

/** What a page complained about on its console; a test that ends with any of it fails. */
export type Visitor = { page: Page; context: BrowserContext; complaints: string[] }

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

/** The built pages, served by the real API on a database of this file's own, and a real browser. */
export async function startWorld(options: { sandboxUrl?: string } = {}): Promise<World> {
  const webFolder = await buildWeb(root)
  const [api, browser] = await Promise.all([startTestApi({ webFolder, ...options }), sharedChromium()])
  for (const name of ['Dana', 'Lee']) await api.addUser(name, secret, ['read', 'review', 'operate', 'admin'])
  const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>()
  return {
    api,
    browser,
    async visit(name, path, { theme = 'light', size = desktop } = {}) {
      const storageState = sessions.get(name)
      const context = await browser.newContext({
        baseURL: api.url,
        viewport: size,
        colorScheme: theme,
        reducedMotion: 'reduce',
        ...(size === phone ? { isMobile: true, hasTouch: true } : {}),
        ...(storageState ? { storageState } : {}),
      })
      context.setDefaultTimeout(60_000)
      const page = await context.newPage()
      const complaints = listen(page)
      if (storageState) await page.goto(path)
      else {
        await page.goto(`/login?next=${encodeURIComponent(path)}`)
        await signIn(page, name)
        sessions.set(name, await context.storageState())
      }
      await page.getByRole('banner').getByText('Live', { exact: true }).waitFor({ state: 'attached' })
      return { page, context, complaints }
    },
    async stop() {
      await Promise.all(browser.contexts().map((context) => context.close()))
      await api.stop()
    },
  }
}

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

/** Axe's own program. It weighs half a megabyte, and its wrapper would put it into the page twice at each look: it is put there once. */
const { source: axe }: { source: string } = createRequire(import.meta.resolve('@axe-core/playwright'))('axe-core')

/** What axe is asked to run. */
type RunOptions = Parameters<AxeBuilder['options']>[0]

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Keeps a picture of a state, and holds it to what axe finds: nothing. */
export async function look(page: Page, name: string): Promise<void> {
  await see(page, name, { runOnly: tags, rules: { 'target-size': { enabled: true } } })
}

/** The same for a state that was looked at in the other theme: only colours can differ, and they are the smallest part of the work. */
export async function lookAtColours(page: Page, name: string): Promise<void> {
  await see(page, name, { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } })
}

async function see(page: Page, name: string, rules: RunOptions): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: `${screenshots}/${name}.png` })
  if (!(await page.evaluate(`typeof axe === 'object'`))) await page.evaluate(axe)
  const { violations } = await new AxeBuilder({ page, axeSource: 'undefined' })
    // Without it every run opens a page of its own; there are no frames to look into.
    .setLegacyMode(true)
    .options({ ...rules, resultTypes: ['violations'] })
    .analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('; ')}`,
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
