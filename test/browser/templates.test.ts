import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { boardQuestion } from '../integration/craft/board-question.ts'
import { knownLead } from '../integration/craft/written-to.ts'
import { arrived, look, lookInBoth, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const rowsOf = async (text: string, ...values: unknown[]) => (await world.api.writer.pool.query(text, values)).rows

test('a text is changed before one’s eyes on a real lead, saved as a version, compared, signed off, and what waits is crafted again', async () => {
  const lead = await knownLead(world.api.writer, { firstName: 'Ana' })
  const [live] = await rowsOf(`select live_template('breakup') as version`)
  const waiting = await make.draft(world.api.writer, {
    lead,
    columns: { angle: 'breakup', template_version: live.version, motion: 'CADENCE', step: 7 },
  })
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=templates&text=breakup')
  await arrived(page)
  await page.getByLabel('Find a lead').fill('Ana')
  const chosen = page.getByLabel('Tried on')
  await expect.poll(() => chosen.locator('option').count()).toBe(2)
  await chosen.selectOption({ index: 1 })
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.getByText('All 9 checks of the text hold').waitFor()
  const body = page.getByLabel('Body')
  const before = await body.inputValue()
  await body.fill(before.replace('Which of the four is it?', 'Which one is it? Or shall we talk at {bookingLink}?'))
  await preview
    .getByText(/asks for 2 things/)
    .first()
    .waitFor()
  await look(page, 'templates-failing-light')
  await body.fill(before.replace('Which of the four is it?', 'Which of these is yours?'))
  await preview.getByText('Which of these is yours?').waitFor()
  await preview.getByText('All 9 checks of the text hold').waitFor()
  await page.getByLabel('Why').fill('Shorter')
  await look(page, 'templates-editor-light')
  await page.keyboard.press('Control+Enter')
  const versions = page.getByRole('region', { name: 'Versions' })
  await versions.getByText('Waits for sign-off').waitFor()
  await versions
    .getByRole('region', { name: 'Body' })
    .getByText(/^\d changes?$/)
    .waitFor()
  await versions.getByRole('button', { name: `Sign off version ${live.version + 1}` }).scrollIntoViewIfNeeded()
  await look(page, 'templates-sign-off-light')
  await versions.getByRole('button', { name: `Sign off version ${live.version + 1}` }).click()
  await page.getByText('1 draft waits in the words of another version').waitFor()
  expect(await rowsOf('select status from draft where id = $1', waiting.id)).toEqual([{ status: 'PENDING' }])
  await page.getByRole('button', { name: 'Craft 1 again' }).click()
  await page.getByText('1 crafted again.').first().waitFor()
  expect(
    await rowsOf(`select status, body like '%Which of these is yours?%' as "isNew" from draft where lead_id = $1 order by id`, lead.id),
  ).toEqual([
    { status: 'WITHDRAWN', isNew: false },
    { status: 'PENDING', isNew: true },
  ])
  // The way back.
  await versions.getByRole('button', { name: `Compare version ${live.version} with the live one` }).click()
  await versions.getByRole('button', { name: `Make version ${live.version} live again` }).click()
  await page.getByText(`Version ${live.version} is live.`).first().waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('a text that can’t be taken apart says why and is not saved; what was typed is there again after a reload', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=templates&text=tech_stack', { theme: 'dark' })
  await arrived(page)
  await page.getByLabel('Subject A').fill('Your {{firstName}} tools')
  await page
    .getByText(/doubled braces are a platform’s merge field/)
    .first()
    .waitFor()
  await look(page, 'templates-broken-dark')
  expect(await page.getByRole('button', { name: /^Save version/ }).getAttribute('aria-disabled')).toBe('true')
  // It lies on the device, closed: nobody reads it there who is not signed in.
  const kept = () => page.evaluate(`JSON.stringify(Object.entries(localStorage).filter(([name]) => name.startsWith('swarm.text/')))`)
  await expect.poll(kept).toMatch(/template\.tech_stack/)
  expect(await kept()).not.toMatch(/firstName|tools/)
  await page.reload()
  await arrived(page)
  expect(await page.getByLabel('Subject A').inputValue()).toBe('Your {{firstName}} tools')
  await page.getByRole('button', { name: 'Take back' }).click()
  expect(await page.getByLabel('Subject A').inputValue()).toBe('{technologies} at {companyName}')
  expect(complaints).toEqual([])
  await leave()
})

test('a new text begins with the words of another, and goes live with its own', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=templates&text=executive_buyin')
  await arrived(page)
  await page.getByRole('button', { name: 'New text' }).click()
  const name = page.getByLabel('Name of the new text')
  await name.fill('Quick win')
  await page.getByText('There is a text of this name.').first().waitFor()
  await name.fill('Board question')
  await page.getByRole('button', { name: 'Write it' }).click()
  await page.waitForURL(/text=board_question&from=executive_buyin/)
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview
    .getByText(/% of its words, in threes, with executive_buyin/)
    .first()
    .waitFor()
  await look(page, 'templates-new-light')
  await page.getByLabel('Subject A').fill(boardQuestion.subjectA)
  await page.getByLabel('Subject B').fill(boardQuestion.subjectB)
  const [first, last] = boardQuestion.openers
  for (let left = await page.getByLabel(/^Opener \d$/).count(); left > 2; left--)
    await page.getByRole('button', { name: `Remove opener ${left}` }).click()
  await page.getByLabel('Opener 1', { exact: true }).fill(first)
  await page.getByLabel('Opener 2', { exact: true }).fill(last)
  await page.getByLabel('Body').fill(boardQuestion.body)
  await page.getByLabel('Topic').fill(boardQuestion.topic)
  await page.getByLabel('Tier 2').check()
  await preview.getByText('All 9 checks of the text hold').waitFor()
  await page.getByRole('button', { name: 'Save version 1' }).click()
  const versions = page.getByRole('region', { name: 'Versions' })
  await versions.getByText('Waits for sign-off').waitFor()
  await page.getByText('No version is live: nobody gets it yet.').waitFor()
  await versions.getByRole('button', { name: 'Sign off version 1' }).click()
  await page.getByText('Version 1 is live.').first().waitFor()
  await look(page, 'templates-first-version-light')
  expect(
    await rowsOf(
      `select live_template('board_question') as version, document -> 'tiers' as tiers from template_version where angle = 'board_question'`,
    ),
  ).toEqual([{ version: 1, tiers: ['TIER_1', 'TIER_2'] }])
  expect(complaints).toEqual([])
  await leave()
})

test('on a phone fields and preview stand one under the other', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=templates&text=quick_win', { size: phone })
  await page.getByText('All 9 checks of the text hold').waitFor()
  await arrived(page)
  await lookInBoth(page, 'templates-phone')
  expect(complaints).toEqual([])
  await leave()
})

test('a wording that its own examples speak against is refused beside its row', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/settings?section=wordings')
  await arrived(page)
  const first = page.getByRole('group', { name: 'Generic wordings, row 1', exact: true })
  await first.getByLabel('Leaves alone, one a line').fill('Unlock the full potential of the door.')
  await page.getByRole('button', { name: 'Review 1 change' }).click()
  await page
    .getByText(/“unlock the … potential” is found in “Unlock the full potential of the door.”/)
    .first()
    .waitFor()
  expect(await page.getByRole('button', { name: 'Save version 1' }).getAttribute('aria-disabled')).toBe('true')
  await look(page, 'settings-wordings-light')
  expect(complaints).toEqual([])
  await leave()
})
