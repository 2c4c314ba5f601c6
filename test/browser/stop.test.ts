import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { focused, listen, look, lookAtColours, lookInBoth, signIn, startWorld, type World } from './world.ts'

const dist = fileURLToPath(new URL('../../web/dist', import.meta.url))

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test.each([
  ['/', 'src/routes/overview.tsx'],
  ['/queue', 'src/routes/queue.tsx'],
  ['/login', 'src/routes/login.tsx'],
])('the first view of %s is little JavaScript, and all of it is named with the document', async (path, route) => {
  const response = await fetch(`${world.api.url}${path}`)
  const document = `${await response.text()} ${response.headers.get('link')}`
  const named = new Set([...document.matchAll(/\/(assets\/[\w.-]+\.(?:js|css)|theme\.js)/g)].map(([, file]) => file ?? ''))
  const manifest: Record<string, { file: string; imports?: string[]; css?: string[] }> = JSON.parse(
    readFileSync(`${dist}/.vite/manifest.json`, 'utf8'),
  )
  const needed = new Set<string>()
  const need = (key: string): void => {
    const chunk = manifest[key]
    if (!chunk || needed.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) needed.add(file)
    for (const next of chunk.imports ?? []) need(next)
  }
  need(route)
  expect(needed.size).toBeGreaterThan(2)
  expect([...needed].filter((file) => !named.has(file))).toEqual([])
  const scripts = [...named].filter((file) => file.endsWith('.js'))
  const sizeOf = (packed: (file: string) => Buffer) => scripts.reduce((sum, file) => sum + packed(`${dist}/${file}`).length, 0)
  const packed = sizeOf((file) => gzipSync(readFileSync(file)))
  // What is small is not packed, and sent as it is.
  const sent = sizeOf((file) => readFileSync(existsSync(`${file}.br`) ? `${file}.br` : file))
  process.stdout.write(`first view of ${path}: ${packed / 1000} kB gzip, ${sent / 1000} kB brotli in ${scripts.length} scripts\n`)
  expect(sent).toBeLessThan(130_000)
  expect(packed).toBeLessThan(145_000)
  // Each file costs a request with its headers, and a browser asks for six at once.
  expect(named.size).toBeLessThan(26)
  // Every one of them is there in the form that browsers take.
  for (const file of [...named, 'index.html']) {
    const sent = await fetch(`${world.api.url}/${file}`, { headers: { 'accept-encoding': 'br' } })
    const isSmall = readFileSync(`${dist}/${file}`).length < 500
    expect(isSmall || sent.headers.get('content-encoding') === 'br', file).toBe(true)
  }
})

test('sending is stopped in two steps and lifted, and everyone sees it, in both themes', async () => {
  const dana = await world.visit('Dana', '/queue')
  const lee = await world.visit('Lee', '/leads')
  await lee.page.getByRole('button', { name: 'Add lead' }).click()
  const lead = lee.page.getByRole('dialog', { name: 'Add a lead' })
  await lead.getByLabel('First name').fill('Nora')
  await dana.page.keyboard.press('!')
  const dialog = dana.page.getByRole('dialog')
  await dialog.waitFor()
  await lookInBoth(dana.page, 'stop-dialog')
  await dialog.getByRole('button', { name: 'Drill' }).click()
  await dialog.getByRole('button', { name: 'Next' }).click()
  await dana.page.keyboard.press('Enter')
  await dialog.getByText(/^Stopped \d\d:\d\d:\d\d/).waitFor()
  await lee.page
    .getByText(/All sending is stopped since .* by Dana: Drill/)
    .first()
    .waitFor()
  await expect.poll(() => lee.page.title()).toMatch(/^STOPPED/)
  // What was open makes room for it, and what was typed there is not lost.
  await expect.poll(() => lee.page.getByRole('dialog').count()).toBe(0)
  await lookInBoth(lee.page, 'stopped')
  await lee.page.getByRole('button', { name: 'Add lead' }).click()
  expect(await lead.getByLabel('First name').inputValue()).toBe('Nora')
  await lead.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => lee.page.getByRole('dialog').count()).toBe(0)
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()

  await lee.page.keyboard.press('!')
  await lee.page.getByLabel('Reason').fill('The drill is over.')
  await lee.page.keyboard.press('Enter')
  await lee.page.getByRole('button', { name: 'Lift the stop' }).press('Enter')
  await lee.page.getByText(/^The stop is lifted/).waitFor()
  await expect.poll(() => dana.page.title()).not.toMatch(/^STOPPED/)
  expect([...dana.complaints, ...lee.complaints]).toEqual([])
  await dana.leave()
  await lee.leave()
})

test('without a connection the page stands, says so, keeps what is typed, and decides nothing', async () => {
  const { id } = await make.draft(world.api.writer, { firstName: 'Ana' })
  const { page, context, leave } = await world.visit('Dana', '/queue')
  await page.getByRole('article', { name: 'Draft for Ana Ruiz' }).waitFor()
  // What a screen reader was told: a region holds only the newest.
  await page.evaluate(`window.spoken = []
    for (const region of document.querySelectorAll('[aria-live]'))
      new MutationObserver(() => window.spoken.push(region.ariaLive + ': ' + region.textContent)).observe(region, { childList: true })`)
  const heard = (sentence: RegExp) => expect.poll(() => page.evaluate('window.spoken.join("\\n")')).toMatch(sentence)
  const body = page.getByLabel('Body')
  await page.keyboard.press('e')
  await body.waitFor()
  await context.setOffline(true)
  await page
    .getByText(/^Offline since \d\d:\d\d/)
    .first()
    .waitFor()
  await heard(/^assertive: Connection lost. Your text is kept.$/m)
  await look(page, 'offline-light')
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('Typed offline. ')
  await page.keyboard.press('Escape')
  await body.waitFor({ state: 'detached' })
  await page.keyboard.press('a')
  await heard(/^assertive: Not approved. Decisions wait until the connection is back.$/m)
  await page.keyboard.press('r')
  await page.keyboard.press('7')
  await page.keyboard.type('It asks for too much.')
  await page.keyboard.press('Enter')
  await heard(/^assertive: Not rejected. Decisions wait until the connection is back.$/m)
  expect(await page.getByLabel('Reason').inputValue()).toBe('It asks for too much.')
  await page.keyboard.press('Escape')
  // The list takes the focus in the next frame.
  await expect.poll(() => focused(page)).toContain('Ana Ruiz')
  await page.keyboard.press('e')
  await expect.poll(() => body.inputValue()).toMatch(/^Typed offline\. Hi Ana/)
  await page.keyboard.press('Control+Enter')
  await heard(/^assertive: Not saved. Decisions wait until the connection is back.$/m)
  await page.keyboard.press('Escape')
  await body.waitFor({ state: 'detached' })
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'offline-dark')
  await context.setOffline(false)
  await page.getByRole('banner').getByText('Live', { exact: true }).waitFor()
  await heard(/^polite: .*Back online\./m)
  await page.keyboard.press('e')
  await expect.poll(() => body.inputValue()).toMatch(/^Typed offline\. Hi Ana/)
  const { rows } = await world.api.writer.pool.query('select status, body like $2 as kept from draft where id = $1', [id, 'Hi Ana,%'])
  expect(rows).toEqual([{ status: 'PENDING', kept: true }])
  await leave()
})

test('a wrong secret is told, and a session that ends leads back to where one was', async () => {
  const context = await world.browser.newContext({ baseURL: world.api.url })
  const page = await context.newPage()
  await page.goto('/leads?tier=TIER_1')
  await page.waitForURL(/\/login\?next=/)
  await page.getByLabel('Name').fill('Dana')
  await page.getByLabel('Secret').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Name and secret do not match', { exact: false }).first().waitFor()
  await look(page, 'sign-in-light')
  const complaints = listen(page)
  await signIn(page, 'Dana')
  await page.waitForURL(/\/leads\?tier=TIER_1/)
  await page.getByRole('heading', { name: 'Leads', exact: true }).waitFor()
  await page.getByRole('button', { name: /your menu/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(/\/login$/)
  expect(complaints).toEqual([])
  await context.close()
})
