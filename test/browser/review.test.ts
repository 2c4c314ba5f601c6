import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { focused, look, lookInBoth, phone, startWorld, type World } from './world.ts'

const body = (name: string): string =>
  `Hi ${name},\n\nYou run operations at Acme, and your team opened 14 ops roles in October. Firms of that size spend two days a week on work that a small model could do by noon.\n\nI measure where the hours go, automate the two or three pieces that pay back first, and prove it with numbers your board can read.\n\nWould a 20-minute look next week be worth it?\n\nDani Apgar`

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** Drafts for these people; the first is the newest, so it stands at the top. */
async function drafts(...names: string[]): Promise<make.MadeDraft[]> {
  const at = await make.now(world.api.writer)
  const made: make.MadeDraft[] = []
  for (const [place, firstName] of names.entries()) {
    made.push(
      await make.draft(world.api.writer, {
        firstName,
        subject: `Your 14 ops roles, ${firstName}`,
        body: body(firstName),
        growth: 'Opened 14 ops roles in October',
        createdAt: new Date(at.getTime() - place * 60_000),
      }),
    )
  }
  return made
}

async function statusOf(draft: make.MadeDraft): Promise<string> {
  const { rows } = await world.api.writer.pool.query<{ status: string }>('select status from draft where id = $1', [draft.id])
  return rows[0]?.status ?? 'none'
}

const settled = (draft: make.MadeDraft, status: string) => expect.poll(() => statusOf(draft)).toBe(status)

/** A finger that slips: the second press belongs to the first, and what it brought stays open and undecided. */
const pressTwice = `(async () => {
  for (const _ of [1, 2]) {
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, cancelable: true }))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})()`

/** Faster than anything is read: what stands on the card for a moment was opened, and a slow machine would linger. */
const selectSix = `(async () => {
  for (const _ of [1, 2, 3, 4, 5]) {
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'J', shiftKey: true, bubbles: true, cancelable: true }))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})()`

describe('the queue, looked at in both themes', () => {
  test('is worked through by keyboard alone, and the focus is never lost', async () => {
    await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
    const [ana, bo, cleo, dag, emil] = await drafts('Ana', 'Bo', 'Cleo', 'Dag', 'Emil')
    if (!ana || !bo || !cleo || !dag || !emil) throw new Error('five drafts were asked for')
    const { page, leave, complaints } = await world.visit('Dana', '/')
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await page.getByRole('option', { name: /Ana Ruiz/ }).waitFor()
    await page.getByRole('article').getByText('Your 14 ops roles, Ana').waitFor()
    await page
      .getByRole('article')
      .getByText(/waiting .* decision (?:was )?due /)
      .waitFor()
    await lookInBoth(page, 'queue')

    await page.evaluate(pressTwice)
    await page.getByText('Approved Ana Ruiz.', { exact: true }).waitFor()
    await settled(ana, 'APPROVED')
    await page.getByRole('article', { name: 'Draft for Bo Ruiz' }).waitFor()
    expect(await focused(page)).toContain('Bo Ruiz')
    await lookInBoth(page, 'queue-undo-toast')

    await page.keyboard.press('r')
    await page.getByRole('form', { name: 'Reject' }).waitFor()
    await page.keyboard.press('7')
    await page.keyboard.type('The ask is too vague.')
    await lookInBoth(page, 'queue-reject')
    await page.waitForTimeout(250)
    await page.keyboard.press('Enter')
    await settled(bo, 'REJECTED')
    await page.getByRole('article', { name: 'Draft for Cleo Ruiz' }).waitFor()
    expect(await focused(page)).toContain('Cleo Ruiz')

    await page.keyboard.press('e')
    await page.getByLabel('Body').waitFor()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('Good morning. ')
    await lookInBoth(page, 'queue-edit')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/^Edited by Dana/).waitFor()
    await page.keyboard.press('v')
    await page.getByText('1 change').waitFor()
    await lookInBoth(page, 'queue-difference')
    expect(await focused(page)).toContain('Edit')

    await page.keyboard.press('u')
    await settled(bo, 'PENDING')
    await page.getByRole('article', { name: 'Draft for Bo Ruiz' }).waitFor()
    await expect.poll(() => focused(page)).toContain('Bo Ruiz')

    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Shift+A')
    await page.getByRole('heading', { name: 'Approve 2 drafts' }).waitFor()
    await lookInBoth(page, 'queue-bulk')
    const both = page.getByRole('button', { name: 'Approve 2' })
    await page.getByRole('list', { name: 'Selected drafts' }).locator('li > :last-child').last().scrollIntoViewIfNeeded()
    await expect.poll(() => both.getAttribute('aria-disabled')).toBeNull()
    await both.press('Enter')
    await page.getByText('2 approved, 0 refused').first().waitFor()
    await settled(cleo, 'APPROVED')
    await settled(dag, 'APPROVED')
    expect(await statusOf(emil)).toBe('PENDING')
    expect(await focused(page)).not.toMatch(/^BODY/)

    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await lookInBoth(page, 'help')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('health')
    await lookInBoth(page, 'palette')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/health')
    expect(complaints).toEqual([])
    await leave()
  })

  test('two reviewers, one decision: the other is told by whom, and keeps what was typed', async () => {
    await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
    const [ana, bo] = await drafts('Ana', 'Bo')
    if (!ana || !bo) throw new Error('two drafts were asked for')
    const dana = await world.visit('Dana', '/queue')
    const lee = await world.visit('Lee', '/queue')
    await dana.page.getByRole('article', { name: 'Draft for Ana Ruiz' }).waitFor()
    await lee.page.getByRole('article', { name: 'Draft for Ana Ruiz' }).waitFor()
    await dana.page.getByText('Lee is reading this draft').waitFor()
    await lookInBoth(dana.page, 'queue-read-by')

    await lee.page.keyboard.press('r')
    await lee.page.keyboard.press('1')
    await lee.page.keyboard.type('It says nothing about them.')
    await dana.page.keyboard.press('a')
    await settled(ana, 'APPROVED')
    await lee.page
      .getByText(/Approved by Dana at/)
      .first()
      .waitFor()
    expect(await lee.page.getByLabel('Reason').inputValue()).toBe('It says nothing about them.')
    await lee.page.keyboard.press('Enter')
    await lee.page.getByRole('button', { name: 'Show', exact: true }).click()
    await lee.page
      .getByRole('article')
      .getByText(/Not rejected: Dana/)
      .waitFor()
    await lee.page.getByText('Your text').click()
    await lee.page.getByText('It says nothing about them.').waitFor()
    await lookInBoth(lee.page, 'queue-conflict')
    expect(await statusOf(ana)).toBe('APPROVED')

    expect([...dana.complaints, ...lee.complaints]).toEqual([])
    await dana.leave()
    await lee.leave()
  })
})

test('several are approved at once only when the end of each text was on screen', async () => {
  await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
  const made = await drafts('Ana', 'Bo', 'Cleo', 'Dag', 'Emil', 'Fay')
  const { page, leave } = await world.visit('Dana', '/queue')
  await page.getByRole('article').getByText('Your 14 ops roles, Ana').waitFor()
  await page.evaluate(selectSix)
  // By mouse alone: a row is taken out and back in, and the foot of the list says how many there are and what can be done with them.
  for (const count of [5, 6]) {
    await page
      .getByRole('option')
      .first()
      .click({ modifiers: ['Control'] })
    await page.getByText(`${count} selected`, { exact: true }).waitFor()
  }
  await page.getByRole('button', { name: 'Approve the selected' }).click()
  const all = page.getByRole('button', { name: 'Approve 6' })
  const rows = page.getByRole('list', { name: 'Selected drafts' }).getByRole('listitem')
  await all.waitFor()
  for (const words of [/^Hi Fay,/, /You run operations at Acme/, /Would a 20-minute look next week be worth it\?/, /Dani Apgar$/])
    expect(await rows.last().locator('.bulk-body').textContent()).toMatch(words)

  await all.press('Enter')
  await page.getByRole('alert').getByText('not looked at yet').waitFor({ state: 'attached' })
  expect(await all.getAttribute('aria-disabled')).toBe('true')
  // Its beginning is not enough.
  await rows.last().evaluate((row) => row.scrollIntoView({ block: 'start' }))
  for (const row of await rows.all()) await row.locator(':scope > :last-child').scrollIntoViewIfNeeded()
  await expect.poll(() => all.getAttribute('aria-disabled')).toBeNull()
  await all.press('Enter')
  await page.getByText('6 approved, 0 refused').first().waitFor()
  for (const draft of made) await settled(draft, 'APPROVED')
  await leave()
})

test('keys typed after Ctrl K decide nothing while the search is still on its way', async () => {
  await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
  const [ida, ole] = await drafts('Ida', 'Ole')
  if (!ida || !ole) throw new Error('two drafts were asked for')
  const { page, leave } = await world.visit('Dana', '/leads')
  let letThrough = (): void => {}
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>()
  await page.route(/\/palette-[^/]*\.js$/, async (route) => {
    isAsked()
    await new Promise<void>((resolve) => {
      letThrough = resolve
    })
    await route.continue()
  })
  await page.goto('/queue')
  await page.getByRole('article').getByText('Your 14 ops roles, Ida').waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('aasu')
  await asked
  letThrough()
  const search = page.getByRole('combobox', { name: 'Search or jump' })
  await search.waitFor()
  await page.keyboard.press('Escape')
  // Gone from the page, not only closed: until the next frame the focus stays in its field, and a key would be typed there.
  await page.locator('dialog').waitFor({ state: 'detached' })
  // The next key decides again, and it is the only decision there is.
  await page.keyboard.press('a')
  await settled(ida, 'APPROVED')
  expect(await statusOf(ole)).toBe('PENDING')
  const { rows } = await world.api.writer.pool.query('select count(*)::int as decisions from review where draft_id = any($1::uuid[])', [
    [ida.id, ole.id],
  ])
  expect(rows).toEqual([{ decisions: 1 }])
  await leave()
})

test('an approval that is taken back at once and then refused leaves its draft in the list, to be approved again', async () => {
  await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
  const [uma] = await drafts('Uma', 'Vic')
  if (!uma) throw new Error('two drafts were asked for')
  const { page, leave } = await world.visit('Dana', '/queue')
  await page.getByRole('article').getByText('Your 14 ops roles, Uma').waitFor()
  const undone: string[] = []
  page.on('request', (request) => {
    if (request.postData()?.includes('"UndoReview"')) undone.push(request.url())
  })
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<() => void>()
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('"ApproveDraft"')) return route.continue()
    await new Promise<void>(isAsked)
    return route.fulfill({ json: { errors: [{ message: 'It failed.' }] } })
  })
  await page.keyboard.press('a')
  const refuse = await asked
  await page.keyboard.press('u')
  const row = page.getByRole('option', { name: /Uma Ruiz/ })
  await row.waitFor()
  refuse()
  await page
    .getByText(/^Uma Ruiz: Not approved/)
    .first()
    .waitFor()
  await page.unroute('**/graphql')
  await row.click()
  await page.getByRole('article').getByText('Your 14 ops roles, Uma').waitFor()
  // Sooner, it would belong to the first press.
  await page.waitForTimeout(250)
  await page.keyboard.press('a')
  await settled(uma, 'APPROVED')
  // What was not decided is not undone either: that would fail, and take the draft out of the list.
  expect(undone).toEqual([])
  await leave()
})

test('on a phone a draft is its own page, with Approve at the thumb', async () => {
  await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
  const [ana] = await drafts('Ana', 'Bo')
  if (!ana) throw new Error('a draft was asked for')
  const { page, leave } = await world.visit('Dana', '/queue', { size: phone })
  await page.getByRole('option', { name: /Ana Ruiz/ }).tap()
  const approve = page.getByRole('button', { name: /^Approve/ })
  await approve.waitFor()
  const box = await approve.boundingBox()
  expect(box?.height).toBeGreaterThanOrEqual(56)
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(phone.height * 0.8)
  await look(page, 'queue-phone')
  await approve.tap()
  await settled(ana, 'APPROVED')
  await leave()
})

test('ages, and the time for taking back, go by business time whatever the device takes for now', async () => {
  await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
  const [fay] = await drafts('Fay')
  if (!fay) throw new Error('a draft was asked for')
  // A page with a wrong clock can't be given back.
  const { page } = await world.visit('Dana', '/')
  await page.addInitScript(`{ const now = Date.now; Date.now = () => now() + 2 * 86400000 }`)
  // As after signing in: the queue is there before the page has been told the time.
  await page.goto('/queue?age=hour')
  await page.getByRole('article', { name: 'Draft for Fay Ruiz' }).waitFor()
  await page.keyboard.press('a')
  await settled(fay, 'APPROVED')
  await page.goto('/queue?tab=approved')
  await page.getByRole('button', { name: /^Undo, \d+ m left/ }).waitFor()
  await page.keyboard.press('u')
  await settled(fay, 'PENDING')
})
