import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeShown } from '../harness/authenticator.ts'
import { arrived, listen, look, lookAtColours, phone, signIn, startWorld, type World } from './world.ts'

const secret = 'a secret that is long enough for tests'

let world: World
beforeAll(async () => {
  world = await startWorld()
  for (const name of ['Ada', 'Bea']) await world.api.addUser(name, secret, ['read', 'review', 'operate', 'admin'])
})
afterAll(() => world.stop())

const auditOf = async (name: string) =>
  (await world.api.writer.pool.query<{ action: string }>(`select action from audit_entry where actor = $1 order by id`, [name])).rows.map(
    ({ action }) => action,
  )
const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= innerWidth')
const fillCode = async (page: Page, code: string) => {
  const field = page.getByLabel('Code of your second factor')
  expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
  await field.fill(code)
}

/** As if a quarter of an hour went by; what the API remembers of a session it forgets when anybody's access changes. */
async function ageSession(name: string): Promise<void> {
  await world.api.writer.pool.query(
    `update session set created_at = created_at - interval '16 minutes' where user_id = (select id from user_account where name = $1)`,
    [name],
  )
  await world.api.writer.pool.query(`select announce('access', array[null]::uuid[])`)
}

test('what could not be loaded after signing in holds nobody up, and without a session the form is there again', async () => {
  const context = await world.browser.newContext({ baseURL: world.api.url })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.route('**/finish-sign-in-*.js', (route) => route.abort())
  await page.goto('/login?next=%2Fleads')
  await signIn(page, 'Dana')
  await page.waitForURL('**/leads')
  await arrived(page)
  await page.unrouteAll()
  await context.clearCookies()
  await page.goto('/login?finish=1&next=%2Fleads')
  await page.getByText('Your session is over.').waitFor()
  await signIn(page, 'Dana')
  await page.waitForURL('**/leads')
  await arrived(page)
  await context.close()
})

test('one’s own account: another secret, where one is signed in, a second factor, and signing in with it on a phone', async () => {
  const elsewhere = await world.api.signIn('Ada', secret)
  const { page, context, complaints } = await world.visit('Ada', '/')
  await page.getByRole('button', { name: 'Ada, your menu' }).click()
  await page.getByRole('link', { name: 'Your account' }).click()
  await arrived(page)
  const sessions = page.getByRole('list', { name: 'Sessions' })
  await sessions.getByText('This one').waitFor()
  expect(await sessions.getByRole('listitem').count()).toBe(2)
  await look(page, 'account-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lookAtColours(page, 'account-dark')
  await page.setViewportSize(phone)
  await look(page, 'account-dark-phone')
  expect(await fits(page)).toBe(true)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light' })

  await sessions.getByRole('button', { name: /^End…/ }).click()
  await sessions.getByRole('button', { name: 'End', exact: true }).click()
  await expect.poll(() => sessions.getByRole('listitem').count(), { timeout: 20_000 }).toBe(1)
  const asked = await fetch(`${world.api.url}/graphql?query={viewer{name}}`, { headers: { cookie: elsewhere } })
  expect(asked.status).toBe(401)

  // The new secret stands there before it counts.
  const form = page.getByRole('form', { name: 'Change your secret' })
  const made = await form.getByLabel('Your new secret').inputValue()
  await form.getByLabel('Your secret now').fill('not mine')
  await form.getByRole('button', { name: 'I have kept it: change' }).click()
  await form.getByText('This is not your secret').waitFor()
  await form.getByLabel('Your secret now').fill(secret)
  await form.getByRole('button', { name: 'I have kept it: change' }).click()
  await page.getByText('Your secret is changed').first().waitFor()

  await page.getByRole('button', { name: 'Set up a second factor' }).click()
  const setUp = page.getByRole('form', { name: 'Set up a second factor' })
  await setUp.getByRole('img', { name: 'Picture for your authenticator' }).waitFor()
  const authenticator = ((await setUp.locator('.factor-secret').textContent()) ?? '').replaceAll(' ', '')
  await look(page, 'account-factor-light')
  await setUp.getByLabel('Code').fill('000')
  await setUp.getByRole('button', { name: 'Turn it on' }).click()
  await setUp.getByText('This is not the code that it shows now').waitFor()
  await setUp.getByLabel('Code').fill(codeShown(authenticator))
  await setUp.getByRole('button', { name: 'Turn it on' }).click()
  const codes = page.getByRole('list', { name: 'Recovery codes' })
  await codes.waitFor()
  expect(await codes.getByRole('listitem').count()).toBe(10)
  const recovery = (await codes.getByRole('listitem').first().textContent()) ?? ''
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'account-codes-dark')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 recovery codes left').waitFor()
  expect(await auditOf('Ada')).toEqual(expect.arrayContaining(['user.session_ended', 'user.secret_changed', 'user.second_factor_set']))
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  await context.close()

  const hand = await world.browser.newContext({ baseURL: world.api.url, viewport: phone, isMobile: true, hasTouch: true })
  const inHand = await hand.newPage()
  inHand.setDefaultTimeout(60_000)
  await inHand.goto('/login?next=%2Faccount')
  await inHand.getByLabel('Name').fill('Ada')
  await inHand.getByLabel('Secret').fill(made)
  await inHand.getByRole('button', { name: 'Sign in' }).click()
  await fillCode(inHand, '000')
  await inHand.getByRole('button', { name: 'Sign in' }).click()
  await inHand.getByText('This code is wrong').first().waitFor()
  await look(inHand, 'sign-in-code-phone')
  await fillCode(inHand, recovery)
  await inHand.getByRole('button', { name: 'Sign in' }).click()
  await inHand.waitForURL('**/account')
  await arrived(inHand)
  await inHand.getByText('9 recovery codes left').waitFor()
  await hand.close()
})

test('what gives access asks who is there, then does what was asked for; who would rather not is told', async () => {
  const { page, context, complaints } = await world.visit('Bea', '/settings?section=users')
  await arrived(page)
  await ageSession('Bea')
  const isAsked = async () => {
    const cookies = await context.cookies()
    const answer = await fetch(`${world.api.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-swarm-csrf': '1',
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      },
      body: '{"query":"mutation { graduateRamp(input: {}) { __typename } }"}',
    })
    return (await answer.text()).includes('ReauthenticationRequiredError')
  }
  await expect.poll(isAsked, { timeout: 20_000 }).toBe(true)
  const people = page.getByRole('list', { name: 'People' })
  const add = page.getByRole('form', { name: 'Add user' })
  await add.getByLabel('Name').fill('Newcomer')
  await add.getByRole('button', { name: 'Add user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await dialog.getByLabel('Secret').waitFor()
  await look(page, 'prove-light')
  await dialog.getByRole('button', { name: 'Not now' }).click()
  await page.getByText('You signed in more than 15 minutes ago').first().waitFor()
  expect(await people.getByText('Newcomer').count()).toBe(0)

  await add.getByRole('button', { name: 'Add user' }).click()
  await dialog.getByLabel('Secret').fill('wrong')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  // The announcer says it as well.
  await dialog.locator('.field-error').filter({ hasText: 'Name and secret do not match' }).waitFor()
  await dialog.getByLabel('Secret').fill(secret)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  const shown = page.getByRole('dialog', { name: 'Their secret, shown once' })
  const first = (await shown.locator('.shown-once').textContent()) ?? ''
  await shown.getByRole('button', { name: 'Done' }).click()
  await people.getByText('Newcomer').first().waitFor()
  await people.getByText('First secret').first().waitFor()
  // The page goes on with the new session: nobody is asked whether the old one is over.
  await page.getByRole('banner').getByText('Live', { exact: true }).waitFor({ state: 'attached' })
  const over = page.getByRole('dialog', { name: 'Your session is over' })
  expect(await over.count()).toBe(0)

  // The session ends while the question waits: who signs in on top of the page has answered it too.
  await ageSession('Bea')
  await expect.poll(isAsked, { timeout: 20_000 }).toBe(true)
  await add.getByLabel('Name').fill('Second')
  await add.getByRole('button', { name: 'Add user' }).click()
  await dialog.getByLabel('Secret').waitFor()
  await world.api.writer.pool.query(
    `update session set revoked_at = now() where user_id = (select id from user_account where name = 'Bea') and revoked_at is null`,
  )
  await world.api.writer.pool.query(`select announce('access', array[null]::uuid[])`)
  await over.getByLabel('Secret').fill(secret)
  await over.getByRole('button', { name: 'Sign in' }).click()
  await shown.getByRole('button', { name: 'Done' }).click()
  await people.getByText('Second').first().waitFor()
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  await context.close()

  // Who was let in is asked for a secret of their own; in a sandbox that can wait.
  const fresh = await world.browser.newContext({ baseURL: world.api.url })
  const theirs = await fresh.newPage()
  theirs.setDefaultTimeout(60_000)
  const said = listen(theirs)
  await theirs.goto('/login')
  await theirs.getByLabel('Name').fill('Newcomer')
  await theirs.getByLabel('Secret').fill(first)
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await theirs.getByRole('heading', { name: 'Your own secret' }).waitFor()
  await look(theirs, 'first-secret-light')
  await theirs.getByRole('button', { name: 'Later' }).click()
  await arrived(theirs)

  // The settings ask for a second factor: at once nothing else is open, and the page leads to where it is set up.
  await world.api.writer.pool.query(`select save_setting('access', 0, '{"secondFactor": "everybody"}', 'test', 'settings.updated', '{}')`)
  await theirs.goto('/leads')
  await theirs.getByRole('heading', { name: 'A second factor' }).waitFor()
  await theirs.getByRole('button', { name: 'Set up a second factor' }).click()
  const setUp = theirs.getByRole('form', { name: 'Set up a second factor' })
  const authenticator = ((await setUp.locator('.factor-secret').textContent()) ?? '').replaceAll(' ', '')
  await theirs.emulateMedia({ colorScheme: 'dark' })
  await theirs.setViewportSize(phone)
  await setUp.getByRole('img', { name: 'Picture for your authenticator' }).waitFor()
  await look(theirs, 'first-factor-dark-phone')
  expect(await fits(theirs)).toBe(true)
  await setUp.getByLabel('Code').fill(codeShown(authenticator))
  await setUp.getByRole('button', { name: 'Turn it on' }).click()
  await theirs.getByRole('button', { name: 'I have kept them' }).click()
  await theirs.getByRole('button', { name: 'Later' }).click()
  await theirs.waitForURL('**/leads')
  await arrived(theirs)
  expect(said.filter((text) => !text.includes('401'))).toEqual([])
  await fresh.close()
})
