import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { focused, look, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.api.writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED', 'EXPIRED', 'BLOCKED')`)
})

const bodyFor = (name: string): string =>
  `Hi ${name},\n\nYou run operations at Acme, and your team opened 14 ops roles in October. Firms of that size spend two days a week on work that a small model could do by noon.\n\nWould a 20-minute look next week be worth it?\n\nDani Apgar`
const names =
  'Ada Bea Cem Dan Eva Fay Gus Hal Ida Jan Kim Leo Mia Ned Ole Pia Quin Ray Sue Tom Una Vic Wes Xena Yan Zoe Abel Bina Cara Dirk'.split(' ')

/** A draft for each of these, the first of them newest, so that it stands at the top. */
async function drafts(people: readonly string[], columns: Record<string, unknown> = {}): Promise<Map<string, make.MadeDraft>> {
  const at = await make.now(world.api.writer)
  const made = new Map<string, make.MadeDraft>()
  for (const [place, firstName] of people.entries())
    made.set(
      firstName,
      await make.draft(world.api.writer, {
        firstName,
        subject: `Your 14 ops roles, ${firstName}`,
        body: bodyFor(firstName),
        growth: 'Opened 14 ops roles in October',
        createdAt: new Date(at.getTime() - place * 30_000),
        columns,
      }),
    )
  return made
}

const rowsOf = async <Row extends pg.QueryResultRow>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await world.api.writer.pool.query<Row>(text, values)).rows

test('thirty drafts are reviewed by the keyboard alone: every decision falls on the card that was on screen', async () => {
  const made = await drafts(names)
  const { page, leave, complaints } = await world.visit('Dana', '/queue')
  const card = (name: string) => page.getByRole('article', { name: `Draft for ${name} Ruiz` })
  await card('Ada').waitFor()
  await page.getByRole('option', { name: /Ada Ruiz/ }).focus()

  const expected = new Map<string, string>()
  for (const [place, name] of names.entries()) {
    await card(name).waitFor()
    if (place % 6 === 4) {
      await page.keyboard.press('r')
      await page.getByRole('form', { name: 'Reject' }).waitFor()
      await page.keyboard.press('6')
      await page.keyboard.type(`Weak subject for ${name}.`)
      await page.keyboard.press('Enter')
      expected.set(name, 'REJECTED')
    } else if (place % 10 === 7) {
      await page.keyboard.press('e')
      await page.getByLabel('Body').waitFor()
      await page.keyboard.press('Control+Home')
      await page.keyboard.type('Good morning. ')
      await page.keyboard.press('Control+Shift+Enter')
      expected.set(name, 'APPROVED edited')
    } else {
      await page.keyboard.press('a')
      expected.set(name, 'APPROVED')
    }
    if (place < names.length - 1) {
      await card(names[place + 1] ?? '').waitFor()
      await expect.poll(() => focused(page)).toContain(names[place + 1])
    }
    // A second press within a quarter of a second belongs to the first.
    await page.waitForTimeout(260)
  }
  await page.getByRole('heading', { name: 'All reviewed.' }).waitFor()
  await expect.poll(() => focused(page)).toContain('All reviewed.')
  await look(page, 'queue-all-reviewed')

  await expect
    .poll(() =>
      rowsOf(
        `select count(*)::int from draft where status = 'PENDING' and id = any($1)`,
        [...made.values()].map(({ id }) => id),
      ),
    )
    .toEqual([{ count: 0 }])
  const decided = await rowsOf<{ id: string; status: string; is_edited: boolean }>(
    `select id, status, is_edited from draft where id = any($1)`,
    [...made.values()].map(({ id }) => id),
  )
  const byId = new Map(decided.map((row) => [row.id, row.is_edited ? `${row.status} edited` : row.status]))
  expect(new Map([...made].map(([name, { id }]) => [name, byId.get(id)]))).toEqual(expected)
  expect(complaints).toEqual([])
  await leave()
})

test('with single keys off all of it is done by buttons, and letters decide nothing', async () => {
  const people = ['Ada', 'Bea', 'Cem', 'Dan', 'Eva']
  const made = await drafts(people)
  const { page, leave, complaints } = await world.visit('Dana', '/')
  await page.getByRole('button', { name: /your menu/ }).press('Enter')
  await page.getByRole('button', { name: 'Single-key shortcuts on' }).press('Enter')
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: /^Queue/ })
    .press('Enter')
  const card = (name: string) => page.getByRole('article', { name: `Draft for ${name} Ruiz` })
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).press('Enter')
    // A second press within a quarter of a second belongs to the first.
    await page.waitForTimeout(260)
    await expect.poll(() => focused(page)).not.toMatch(/^BODY/)
  }
  await card('Ada').waitFor()
  await page.getByRole('option', { name: /Ada Ruiz/ }).focus()
  for (const key of ['a', 'r', 'e', 'j', '!', 'g']) await page.keyboard.press(key)
  expect(await card('Ada').isVisible()).toBe(true)
  expect(await page.getByRole('form').count()).toBe(0)
  expect(await page.getByRole('dialog').count()).toBe(0)

  await press('Approve')
  await card('Bea').waitFor()
  await press('Reject')
  await page.getByRole('group', { name: 'Why' }).getByRole('button').nth(6).press('Enter')
  await page.getByLabel('Reason').fill('It asks for too much.')
  await page.getByRole('form', { name: 'Reject' }).getByRole('button', { name: 'Reject', exact: true }).press('Enter')
  await card('Cem').waitFor()
  await page.waitForTimeout(260)
  await press('Edit')
  await page.getByLabel('Body').fill(`Good morning. ${bodyFor('Cem')}`)
  await page.getByRole('button', { name: 'Save and approve' }).press('Enter')
  await card('Dan').waitFor()
  await page.waitForTimeout(260)
  await press('Approve')
  await card('Eva').waitFor()
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).press('Enter')
  await card('Dan').waitFor()

  await page.getByRole('button', { name: 'Stop sending' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Drill' }).press('Enter')
  await dialog.getByRole('button', { name: 'Next' }).press('Enter')
  await dialog.getByRole('button', { name: 'Stop all sending' }).press('Enter')
  await dialog.getByText(/^Stopped/).waitFor()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().press('Enter')
  await page.getByRole('button', { name: 'Lift…' }).press('Enter')
  await dialog.getByLabel('Reason').fill('The drill is over.')
  await dialog.getByRole('button', { name: 'Next' }).press('Enter')
  await dialog.getByRole('button', { name: 'Lift the stop' }).press('Enter')
  await dialog.getByText(/^The stop is lifted/).waitFor()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().press('Enter')
  await expect.poll(() => focused(page)).not.toMatch(/^BODY/)

  const ids = [...made.values()].map(({ id }) => id)
  await expect
    .poll(() => rowsOf('select status from draft d join unnest($1::uuid[]) with ordinality i(id, nth) using (id) order by nth', ids))
    .toEqual(['APPROVED', 'REJECTED', 'APPROVED', 'PENDING', 'PENDING'].map((status) => ({ status })))
  expect(complaints).toEqual([])
  await leave()
})

test('whoever edits while another saves sees both versions, and what they typed is still there', async () => {
  const made = await drafts(['Ana'])
  const dana = await world.visit('Dana', '/queue')
  const lee = await world.visit('Lee', '/queue')
  for (const { page } of [dana, lee]) await page.getByRole('article', { name: 'Draft for Ana Ruiz' }).waitFor()
  await lee.page.keyboard.press('e')
  await lee.page.getByLabel('Body').waitFor()
  await lee.page.keyboard.press('Control+Home')
  await lee.page.keyboard.type('Lee was here. ')

  await dana.page.keyboard.press('e')
  await dana.page.getByLabel('Body').waitFor()
  await dana.page.keyboard.press('Control+Home')
  await dana.page.keyboard.type('Dana was here. ')
  await dana.page.keyboard.press('Control+Enter')
  await dana.page.getByText(/^Edited by Dana/).waitFor()

  await lee.page.getByText('Version 2 came in while you read this one.').waitFor()
  await lee.page.keyboard.press('Control+Enter')
  await lee.page.getByText('The text changed while you read it (version 2). Nothing was decided.').first().waitFor()
  await lee.page.getByText('Your text').click()
  await lee.page.getByText(/^Your 14 ops roles, Ana\s+Lee was here\./).waitFor()
  await lee.page.getByText('What changed').click()
  await expect.poll(() => lee.page.locator('.banner ins').first().textContent()).toContain('Dana was here')
  await look(lee.page, 'queue-both-versions-light')
  expect(await rowsOf('select body from draft where id = $1', made.get('Ana')?.id)).toEqual([{ body: `Dana was here. ${bodyFor('Ana')}` }])
  expect([...dana.complaints, ...lee.complaints]).toEqual([])
  await dana.leave()
  await lee.leave()
})

test('a card says what was rejected before and why an approval fell; the queue says who waits for the ramp', async () => {
  const [[, old] = []] = [...(await drafts(['Bea']))]
  if (!old) throw new Error('a draft was asked for')
  const { page, leave, complaints } = await world.visit('Dana', '/queue', { theme: 'dark' })
  await page.getByRole('article', { name: 'Draft for Bea Ruiz' }).waitFor()
  await page.keyboard.press('r')
  await page.keyboard.press('7')
  await page.keyboard.type('It asks for too much.')
  await page.keyboard.press('Enter')
  await expect.poll(() => rowsOf('select status from draft where id = $1', old.id)).toEqual([{ status: 'REJECTED' }])

  const next = await make.draft(world.api.writer, { lead: old.lead, subject: 'Another try', body: bodyFor('Bea') })
  await rowsOf(
    `select decide_draft($1, 1, 'APPROVE', 'Dana', null, null, null, 'PENDING', 10), decide_draft($1, 2, 'UNAPPROVE', 'GATEKEEPER', null, 'No longer so: Title: VP Operations', null, 'PENDING', 10)`,
    next.id,
  )
  await make.draft(world.api.writer, { firstName: 'Cem', columns: { tier: 'TIER_2' } })
  await page.reload()
  const card = page.getByRole('article', { name: 'Draft for Bea Ruiz' })
  await card.getByText('No longer approved. No longer so: Title: VP Operations').waitFor()
  await card.getByText('It asks for too much.').waitFor()
  await look(page, 'queue-unapproved-dark')
  expect(await page.getByRole('option').count()).toBe(1)
  await page.keyboard.press('h')
  await page.getByText('1 is hidden: 1 below tier 1 during the ramp.').waitFor()
  await page.getByRole('option', { name: /Cem Ruiz/ }).waitFor()
  await look(page, 'queue-hidden-ramp-dark')
  expect(complaints).toEqual([])
  await leave()
})

test('filters narrow the queue, and the address keeps them', async () => {
  await drafts(['Ada'], { angle: 'value_first', score: 95 })
  await drafts(['Bea'], { angle: 'hiring_trigger', score: 82 })
  const { page, leave, complaints } = await world.visit('Dana', '/queue')
  await page.getByRole('option', { name: /Bea Ruiz/ }).waitFor()
  await page.getByRole('button', { name: /^More filters/ }).click()
  await page.getByLabel('Angle').selectOption({ label: 'value first (1)' })
  await expect.poll(() => page.getByRole('option', { name: /Ruiz/ }).count()).toBe(1)
  await look(page, 'queue-filters-light')
  await page.waitForURL(/angle=value_first/)
  await page.reload()
  await page.getByRole('option', { name: /Ada Ruiz/ }).waitFor()
  expect(await page.getByRole('option', { name: /Ruiz/ }).count()).toBe(1)
  expect(complaints).toEqual([])
  await leave()
})

test('the same edit three times is proposed, and saved as the next version of its template', async () => {
  const closing = 'Would a marked-up example of your own week help?'
  const root = new pg.Client({ connectionString: world.api.database.urls.superuser })
  await root.connect()
  await root.query(
    `insert into template_version (angle, version, document, created_by, created_at)
     select angle, version + 1, jsonb_set(document, '{body}', to_jsonb($1::text)), 'test', business_now() from template_version where angle = 'value_first' order by version desc limit 1`,
    [`{greeting}\n\n{opener}\n\n${closing}`],
  )
  await root.end()
  for (const name of ['Ada', 'Bea', 'Cem']) {
    const body = `Hi ${name},\n\nYou run operations at Acme.\n\n${closing}\n\nBest,\nDani`
    const draft = await make.draft(world.api.writer, { firstName: name, body, columns: { angle: 'value_first' } })
    const key = await world.api.keyFor('review')
    await world.api.ask(key, `mutation ($input: EditDraftInput!) { editDraft(input: $input) { __typename } }`, {
      input: { draftId: draft.globalId, version: 1, body: body.replace(closing, 'Worth a look?') },
    })
  }
  const { page, leave, complaints } = await world.visit('Dana', '/')
  await page.getByText('1 change of a template is proposed by edits').waitFor()
  await page.goto('/proposals')
  await page.getByText('3 drafts, last').waitFor()
  await page.getByText('The edits').click()
  await look(page, 'proposals-light')
  await page.setViewportSize(phone)
  await look(page, 'proposals-phone')
  await page.getByRole('button', { name: /^Save as version/ }).click()
  await page
    .getByText(/is saved\. It goes live when a reviewer signs it off\./)
    .first()
    .waitFor()
  await page.getByRole('heading', { name: 'No change is proposed.' }).waitFor()
  expect(
    await rowsOf(
      `select document ->> 'body' as body, created_by from template_version where angle = 'value_first' order by version desc limit 1`,
    ),
  ).toEqual([{ body: '{greeting}\n\n{opener}\n\nWorth a look?', created_by: 'Dana' }])
  expect(complaints).toEqual([])
  await leave()
})

test('before a dispatch the queue is offered a clean-up', async () => {
  const at = await make.now(world.api.writer)
  await make.draft(world.api.writer, { createdAt: new Date(at.getTime() - 80 * 3_600_000) })
  await make.draft(world.api.writer, { columns: { is_test: true } })
  const { page, leave, complaints } = await world.visit('Dana', '/dispatch', { theme: 'dark' })
  await page.getByText('2 drafts in the queue can go to nobody: 1 test, 1 stale.').waitFor()
  await look(page, 'dispatch-clean-up-dark')
  await page.getByRole('button', { name: 'Clean up 2' }).click()
  await page.getByText('Cleaned up 2.').first().waitFor()
  expect(complaints).toEqual([])
  await leave()
})
