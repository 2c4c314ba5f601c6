import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { globalId } from '../harness/make.ts'
import { delivered, payload, sentLeads } from '../integration/signals/sent-leads.ts'
import { desktop, focused, look, lookInBoth, phone, startWorld, type World } from './world.ts'

let world: World
let writer: Writer
let told = 0
let campaignId = ''
let leads: { id: string; email: string }[] = []

beforeAll(async () => {
  world = await startWorld()
  writer = createWriter({ url: world.api.database.urls.jobs, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  ;({ campaignId, leads } = await sentLeads(writer, { count: 5 }))
  const names = ['Ana Ruiz', 'Ben Okafor', 'Carla Lindner', 'Dora Stein', 'Emil Novak']
  for (const [place, name] of names.entries())
    await writer.pool.query('update lead set full_name = $1 where id = $2', [name, leads[place]?.id])
  await say(
    { email: leads[0]?.email ?? '', campaignId },
    'Hi Dani,\n\nsounds interesting, tell me more about how it works with Bullhorn.\n\nAna',
    300,
  )
  await say({ email: leads[1]?.email ?? '', campaignId }, 'How did you get my email? This is annoying.', 200)
  await writer.pool.query(
    `with c as (insert into company (domain, name, name_key) values ('larkspur.example', 'Larkspur', 'larkspur'), ('larkspur-two.example', 'Larkspur Two', 'larkspur two') returning id, domain)
    update lead set company_id = c.id from c where (lead.id = $1 and c.domain = 'larkspur.example') or (lead.id = $2 and c.domain = 'larkspur-two.example')`,
    [leads[3]?.id, leads[4]?.id],
  )
  await say(
    { email: leads[3]?.email ?? '', campaignId },
    'Stop mailing anyone at our company, and delete all personal data you hold about me.',
    700,
  )
  await say({ email: leads[4]?.email ?? '', campaignId }, 'I am not the right person. Please contact our Head of Finance, Ines Roth.', 600)
  await say({ email: 'someone@nowhere.example', campaignId: 'unknown' }, 'Not now, ask me again in March 2027.', 100)
})
afterAll(async () => {
  await writer.end()
  await world.stop()
})

/** One question of the page to the server. */
const operation = z.object({ operationName: z.string().optional(), variables: z.unknown().optional() })

async function say(about: { email: string; campaignId: string }, text: string, secondsAgo: number): Promise<void> {
  const body = payload('reply_received', about, { emailId: `mail-${++told}`, text, at: new Date(Date.now() - secondsAgo * 1_000) })
  await writer.transaction((tx) => storeDeliveries(tx, [delivered(body)]))
  await applyAllDeliveries(writer, createLog('test', 'silent'))
}

/** How many replies the rail says wait for a person, which is what the database says. */
async function countInRail(page: Page): Promise<void> {
  const { rows } = await writer.pool.query<{ waiting: number }>(
    'select count(*)::int as waiting from reply where confirmed_at is null and needs_person',
  )
  expect(rows[0]?.waiting).toBeGreaterThan(0)
  const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Replies/ })
  await expect.poll(() => link.locator('.rail-count').textContent()).toBe(`${rows[0]?.waiting} waiting`)
}

test('the inbox by keys: what decided is marked, one key says what it is, the tray is emptied, and it is live', async () => {
  const { page, complaints, leave } = await world.visit('Dana', '/replies')
  const list = page.getByRole('listbox', { name: 'Replies' })
  await list.getByRole('option').nth(2).waitFor()
  await countInRail(page)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.getByRole('article', { name: 'Reply of Ana Ruiz' }).waitFor()
  expect(await page.locator('.reply-text mark').allTextContents()).toContain('tell me more')
  expect(await page.getByLabel('Text', { exact: true }).inputValue()).toContain('caio.cx')
  expect(await focused(page)).not.toBe('body')
  // What was typed for one stays while another is read.
  await page.getByLabel('Text', { exact: true }).fill('Thursday at three?')
  await list.getByRole('option').first().click()
  await page.getByRole('article', { name: 'Reply of Ana Ruiz' }).waitFor({ state: 'detached' })
  await list.getByRole('option', { name: /Ana Ruiz/ }).click()
  await page.getByRole('article', { name: 'Reply of Ana Ruiz' }).waitFor()
  expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('Thursday at three?')
  await look(page, 'replies')
  await expect.poll(() => page.evaluate(`Object.keys(localStorage).some((key) => key.includes('answer.'))`)).toBe(true)
  await page.reload()
  await expect.poll(() => page.getByLabel('Text', { exact: true }).inputValue()).toBe('Thursday at three?')

  await page.getByRole('tab', { name: /To decide/ }).click()
  await page.getByRole('article', { name: 'Reply of Ben Okafor' }).waitFor()
  await page.getByText('This may ask us to stop.').waitFor()
  await look(page, 'replies-doubt')
  await page.locator('#card').focus()
  await page.keyboard.press('8')
  await expect
    .poll(async () => (await writer.pool.query(`select class, confirmed_by from reply where stop = 'doubt'`)).rows)
    .toEqual([{ class: 'UNSUBSCRIBE', confirmed_by: 'Dana' }])

  await page.getByRole('tab', { name: /Unmatched/ }).click()
  await page.getByRole('heading', { name: 'Nobody we know wrote this' }).waitFor()
  await page.getByLabel('Whose is it?').fill('Carla')
  await look(page, 'replies-tray')
  await page.getByRole('button', { name: /Carla Lindner/ }).click()
  await page.getByText('The tray is empty.').waitFor()

  await page.getByRole('tab', { name: /All/ }).click()
  await list.getByRole('option', { name: /Carla Lindner/ }).click()
  await page.getByText('Assigned by Dana.').waitFor()
  await page.getByText('Not before 2027-03-01').waitFor()
  await page.getByRole('button', { name: 'Keep the day' }).waitFor()
  await look(page, 'replies-day')
  await page.getByLabel('Not before', { exact: true }).fill('2027-04-15')
  await page.getByRole('button', { name: 'Keep the day' }).click()
  await page.getByText('Not before 2027-04-15').waitFor()
  expect((await writer.pool.query(`select due_at from revival_date where lead_id = $1`, [leads[2]?.id])).rows).toEqual([
    { due_at: new Date('2027-04-15T00:00:00Z') },
  ])
  await say({ email: 'late@nowhere.example', campaignId: 'unknown' }, 'No thanks.', 1)
  await list.getByRole('option', { name: /late@nowhere/ }).waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('whom a reply names without an address is made a lead on the page, and what follows a stop for a whole company is said', async () => {
  const { page, complaints, leave } = await world.visit('Dana', '/replies')
  const list = page.getByRole('listbox', { name: 'Replies' })
  await list.getByRole('option', { name: /Dora Stein/ }).click()
  await page.getByText('Asks it for everybody at Larkspur: nobody there is written to again.').waitFor()
  await page.getByText(/Asks that their data be erased: answer by \d{4}-\d\d-\d\d\./).waitFor()
  await list.getByRole('option', { name: /Emil Novak/ }).click()
  await page.getByText('Names Ines Roth, Head of Finance.').waitFor()
  await page.getByText('Add Ines Roth as a lead').click()
  expect(await page.getByLabel('First name').inputValue()).toBe('Ines')
  expect(await page.getByLabel('Title').inputValue()).toBe('Head of Finance')
  await page.getByRole('button', { name: 'Add as a lead', disabled: true }).waitFor()
  await page.getByLabel('Address').fill('ines.roth@larkspur-two.example')
  await look(page, 'replies-referral')
  await page.getByRole('button', { name: 'Add as a lead' }).click()
  await page.getByText('New lead:').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('what lies open stays under the hand: a reply that comes, or one that somebody else has said, changes nothing of it, and a second press is none', async () => {
  const come = (name: string, at: number) =>
    say({ email: `${name}@tray.example`, campaignId: 'unknown' }, 'How did you get my email? This is annoying.', -at)
  for (const [at, name] of ['first', 'second', 'third'].entries()) await come(name, at)
  const { page, complaints, leave } = await world.visit('Dana', '/replies?tab=decide')
  const list = page.getByRole('listbox', { name: 'Replies' })
  const card = (name: string) => page.getByRole('article', { name: `Reply of ${name}@tray.example` })
  await card('third').waitFor()
  // To decide stands on the Overview too, whoever has acknowledged the alerts about it.
  const overview = await world.visit('Lee', '/')
  const need = overview.page
    .getByRole('region', { name: 'Needs you now' })
    .getByRole('listitem')
    .filter({ hasText: /\d+ replies to decide/ })
  await need.getByRole('link', { name: 'Decide' }).click()
  await overview.page.getByRole('tab', { name: /To decide/, selected: true }).waitFor()
  await overview.leave()
  await come('fourth', 3)
  await list.getByRole('option', { name: /fourth@tray/ }).waitFor()
  expect(await list.locator('[data-active="true"]').textContent()).toContain('third@tray')
  await card('third').waitFor()
  // Somebody else says what it is: it leaves the list, and stays on the desk.
  const third = (await writer.pool.query(`select id from reply where from_address = 'third@tray.example'`)).rows[0]?.id
  const other = await world.visit('Lee', `/replies?reply=${globalId('Reply', third)}`)
  await other.page.getByRole('article', { name: 'Reply of third@tray.example' }).waitFor()
  await other.page.keyboard.press('c')
  await other.page.getByText('said by Lee').waitFor()
  await other.leave()
  await card('third').getByText('said by Lee').waitFor()
  await expect.poll(() => list.getByRole('option', { name: /third@tray/ }).count()).toBe(0)
  expect(await list.locator('[data-active="true"]').count()).toBe(0)
  await page.keyboard.press('j')
  await card('second').waitFor()
  // A finger that slips.
  await page.evaluate(
    `for (const _ of [1, 2]) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', bubbles: true, cancelable: true }))`,
  )
  await card('first').waitFor()
  await page.getByRole('region', { name: 'Messages' }).getByText('second@tray.example: other.').waitFor()
  const said = `select from_address as who from reply where from_address like '%@tray.example' and confirmed_by = 'Dana'`
  await expect.poll(async () => (await writer.pool.query(said)).rows).toEqual([{ who: 'second@tray.example' }])
  await page.locator('.toast', { hasText: 'second@tray' }).getByRole('button', { name: 'Show' }).click()
  await card('second').getByText('said by Dana').waitFor()
  await page.goto(`/replies?reply=${globalId('Reply', '0190a0a0-0000-7000-8000-000000000001')}`)
  await page.getByRole('heading', { name: 'There is no such reply.' }).waitFor()
  await page.getByRole('button', { name: 'Show the newest' }).click()
  await card('fourth').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('who was looked for as the writer of one reply is not offered for another', async () => {
  for (const name of ['left', 'right'])
    await say({ email: `${name}@tray.example`, campaignId: 'unknown' }, 'How did you get my email? This is annoying.', -10)
  const { page, complaints, leave } = await world.visit('Dana', '/replies?tab=unmatched')
  const list = page.getByRole('listbox', { name: 'Replies' })
  await list.getByRole('option', { name: /left@tray/ }).click()
  await page.getByRole('article', { name: 'Reply of left@tray.example' }).waitFor()
  await page.getByLabel('Whose is it?').fill('Carla')
  await page.getByRole('button', { name: /Carla Lindner/ }).waitFor()
  await list.getByRole('option', { name: /right@tray/ }).click()
  await page.getByRole('article', { name: 'Reply of right@tray.example' }).waitFor()
  expect(await page.getByLabel('Whose is it?').inputValue()).toBe('')
  expect(complaints).toEqual([])
  await leave()
})

test('a reply that could not be asked for is not said to be gone', async () => {
  const { page, leave } = await world.visit('Dana', '/replies')
  await page.getByRole('article').waitFor()
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('"OneReply"')
      ? route.fulfill({ json: { errors: [{ message: 'It failed.' }] } })
      : route.continue(),
  )
  await page.goto(`/replies?reply=${globalId('Reply', '0190a0a0-0000-7000-8000-000000000002')}`)
  const fault = page.getByRole('group', { name: 'This reply could not be loaded' })
  await fault.getByText('It failed.').waitFor()
  expect(await page.getByRole('heading', { name: 'There is no such reply.' }).count()).toBe(0)
  await page.unroute('**/graphql')
  await fault.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'There is no such reply.' }).waitFor()
  await leave()
})

test('a link to another reply, and the way back, open what they name, also where the inbox is open already', async () => {
  for (const name of ['near', 'far'])
    await say({ email: `${name}@tray.example`, campaignId: 'unknown' }, 'How did you get my email? This is annoying.', -20)
  const named = async (name: string) => {
    const { rows } = await writer.pool.query(`select id from reply where from_address = $1`, [`${name}@tray.example`])
    return `/replies?reply=${globalId('Reply', rows[0]?.id)}`
  }
  const { page, complaints, leave } = await world.visit('Dana', await named('near'))
  const card = (name: string) => page.getByRole('article', { name: `Reply of ${name}@tray.example` })
  await card('near').waitFor()
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(await named('far'))})`)
  await card('far').waitFor()
  await page.goBack()
  await card('near').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('what goes out is the answer that was asked about, whatever another tab of the device types meanwhile', async () => {
  const { page, context, complaints, leave } = await world.visit('Dana', '/replies')
  const open = (one: Page) =>
    one
      .getByRole('listbox', { name: 'Replies' })
      .getByRole('option', { name: /Ana Ruiz/ })
      .click()
  await open(page)
  const text = page.getByLabel('Text', { exact: true })
  await text.fill('Thursday at three?')
  const other = await context.newPage()
  await other.goto('/replies')
  await open(other)
  const theirs = other.getByLabel('Text', { exact: true })
  await expect.poll(() => theirs.inputValue()).toBe('Thursday at three?')
  const asked = await theirs.inputValue()
  await other.getByRole('button', { name: 'Send answer' }).click()
  const question = other.getByRole('group', { name: 'Approve and send' })
  await question.waitFor()
  const kept = await other.evaluate(`Object.entries(localStorage).find(([key]) => key.includes('answer.')).join(' ')`)
  await text.fill('Thursday at th')
  await expect.poll(() => other.evaluate(`Object.entries(localStorage).find(([key]) => key.includes('answer.')).join(' ')`)).not.toBe(kept)
  let sent: unknown = null
  // Whether it leaves is GoHighLevel's to say, which is not there.
  await other.route('**/graphql', async (route) => {
    const { operationName, variables } = operation.parse(route.request().postDataJSON())
    if (operationName !== 'AnswerReply') return route.fallback()
    sent = variables
    return route.fulfill({ json: { data: { answerReply: null } } })
  })
  // What stands below the question is drawn anew, as it is with each word from the server.
  await other.context().setOffline(true)
  await other.context().setOffline(false)
  await other.getByRole('button', { name: 'Connection: Live' }).waitFor()
  expect(await theirs.inputValue()).toBe(asked)
  await question.getByRole('button', { name: 'Send' }).click()
  await expect.poll(() => sent).toMatchObject({ input: { body: asked } })
  // Who types on has not asked about that.
  await theirs.fill('Friday, then.')
  await other.getByRole('button', { name: 'Send answer' }).click()
  await question.waitFor()
  await theirs.fill('Friday, then?')
  await question.waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
  await leave()
})

test('what a colleague has said a moment ago is read before a key says something else', async () => {
  await say({ email: 'both@tray.example', campaignId: 'unknown' }, 'How did you get my email? This is annoying.', -10)
  const reply = (await writer.pool.query<{ id: string }>(`select id from reply where from_address = 'both@tray.example'`)).rows[0]?.id ?? ''
  const path = `/replies?tab=decide&reply=${globalId('Reply', reply)}`
  const { page, complaints, leave } = await world.visit('Dana', path)
  const card = page.getByRole('article', { name: 'Reply of both@tray.example' })
  await card.waitFor()
  const list = page.getByRole('listbox', { name: 'Replies' })
  await list.getByRole('option', { name: /both@tray/ }).click()
  // A finger that is on its way.
  await page.evaluate(`new MutationObserver((_, observer) => {
    if (!document.querySelector('.reply-card')?.textContent.includes('said by Lee')) return
    observer.disconnect()
    setTimeout(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', bubbles: true, cancelable: true })), 100)
  }).observe(document.body, { subtree: true, childList: true, characterData: true })`)
  const other = await world.visit('Lee', path)
  await other.page.getByRole('article', { name: 'Reply of both@tray.example' }).waitFor()
  await other.page.keyboard.press('8')
  await page.getByText('Lee has just said what it is.').waitFor({ state: 'attached' })
  await card.getByText('said by Lee').waitFor()
  const said = async () => (await writer.pool.query(`select class, confirmed_by from reply where id = $1`, [reply])).rows
  expect(await said()).toEqual([{ class: 'UNSUBSCRIBE', confirmed_by: 'Lee' }])
  // It left the list and lies open: no other row looks as if the keys were about it.
  await expect.poll(() => list.getByRole('option', { name: /both@tray/ }).count()).toBe(0)
  expect(await focused(page)).toBe('DIV Replies')
  // Once it was read, it is Dana's to say otherwise.
  await page.waitForTimeout(1_100)
  await page.keyboard.press('c')
  await expect.poll(said).toEqual([{ class: 'OTHER', confirmed_by: 'Dana' }])
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => list.locator('[data-active="true"]').count()).toBe(1)
  expect(complaints).toEqual([])
  await other.leave()
  await leave()
})

test('doubt, tray and the open card in the dark and on a phone', async () => {
  await say({ email: leads[2]?.email ?? '', campaignId }, 'Where did you find me? I find this rather annoying.', 0)
  await say({ email: 'lost@nowhere.example', campaignId: 'unknown' }, 'Sounds good, call me on Thursday at 3pm.', 0)
  for (const size of [desktop, phone]) {
    const { page, leave } = await world.visit('Dana', '/replies', { size })
    await page.getByRole('article').waitFor()
    await countInRail(page)
    await lookInBoth(page, `replies-${size.width}`)
    await page.getByRole('tab', { name: /To decide/ }).click()
    await page.getByText('This may ask us to stop.').waitFor()
    await lookInBoth(page, `replies-doubt-${size.width}`)
    await page.getByRole('tab', { name: /Unmatched/ }).click()
    await page.getByRole('heading', { name: 'Nobody we know wrote this' }).waitFor()
    await page.getByLabel('Whose is it?').fill('Carla')
    await page.getByRole('button', { name: /Carla Lindner/ }).waitFor()
    await lookInBoth(page, `replies-tray-${size.width}`)
    await leave()
  }
})

test('however many replies were loaded, a doubt that somebody else has settled stands no longer', async () => {
  const ours = (at: number) => ({ emailId: `many-${at}`, text: 'No thanks.', at: new Date() })
  const many = Array.from({ length: 60 }, (_, at) =>
    delivered(payload('reply_received', { email: `row${at}@many.example`, campaignId: 'unknown' }, ours(at))),
  )
  await writer.transaction((tx) => storeDeliveries(tx, many))
  await say({ email: 'doubt@many.example', campaignId: 'unknown' }, 'How did you get my email? This is annoying.', -200)
  const { page, complaints, leave } = await world.visit('Dana', '/replies')
  const list = page.getByRole('listbox', { name: 'Replies' })
  await list.getByRole('option', { name: /doubt@many/ }).click()
  const last = async () => {
    await page.keyboard.press('End')
    return Number(await list.getByRole('option').last().getAttribute('aria-posinset'))
  }
  // More than one page of them is there.
  await expect.poll(last).toBeGreaterThan(50)
  await page.keyboard.press('Home')
  const card = page.getByRole('article', { name: 'Reply of doubt@many.example' })
  await card.getByText('This may ask us to stop.').waitFor()
  const reply =
    (await writer.pool.query<{ id: string }>(`select id from reply where from_address = 'doubt@many.example'`)).rows[0]?.id ?? ''
  const other = await world.visit('Lee', `/replies?reply=${globalId('Reply', reply)}`)
  await other.page.getByRole('article', { name: 'Reply of doubt@many.example' }).waitFor()
  await other.page.keyboard.press('c')
  await card.getByText('said by Lee').waitFor()
  await expect.poll(() => card.getByText('This may ask us to stop.').count()).toBe(0)
  expect(complaints).toEqual([])
  await other.leave()
  await leave()
})
