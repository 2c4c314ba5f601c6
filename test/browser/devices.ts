import type { Browser, BrowserContext, Page } from 'playwright-core'

/** A browser that somebody sits at, with one window. It is kept from visit to visit: a new one costs a page three times the processor time. */
type Device = { context: BrowserContext; page: Page }

type Kept = Device & { address: string; isHand: boolean; isTaken: boolean }

const kept = new Set<Kept>()

/** What stands in a window that nobody looks at: no script, no connection, and yet a page of the same address, whose storage can be reached. */
const parked = '/icon.svg'

/** A device for one visit to the API at `address`, with nobody's cookies and nothing stored; `isHand` is a phone. */
export async function takeDevice(browser: Browser, address: string, isHand: boolean): Promise<Device> {
  const isFree = (one: Kept) => !one.isTaken && one.isHand === isHand && one.address === address && one.context.browser() === browser
  const device = [...kept].find(isFree) ?? (await newDevice(browser, address, isHand))
  device.isTaken = true
  return device
}

async function newDevice(browser: Browser, address: string, isHand: boolean): Promise<Kept> {
  const context = await browser.newContext({
    baseURL: address,
    reducedMotion: 'reduce',
    ...(isHand ? { isMobile: true, hasTouch: true } : {}),
  })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(parked)
  const device = { context, page, address, isHand, isTaken: true }
  kept.add(device)
  return device
}

/** Gives a device back as it was taken: no cookies, nothing stored, nothing listened for, nothing in its place but the parked page. */
export async function giveBack({ context, page }: Device): Promise<void> {
  const device = [...kept].find((one) => one.page === page)
  if (!device) return
  for (const other of context.pages()) if (other !== page) await other.close()
  for (const event of ['console', 'pageerror', 'request', 'dialog'] as const) page.removeAllListeners(event)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await context.setOffline(false)
  await context.clearPermissions()
  await page.mouse.move(0, 0)
  await page.goto(parked)
  await page.evaluate('localStorage.clear(), sessionStorage.clear()')
  await context.clearCookies()
  device.isTaken = false
}

/** Closes what was not given back, whatever it was left with. */
export async function closeTaken(browser: Browser): Promise<void> {
  for (const device of kept) if (device.isTaken) kept.delete(device)
  const idle = [...kept].map(({ context }) => context)
  await Promise.all(browser.contexts().map((context) => (idle.includes(context) ? null : context.close())))
}
