import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../harness/make.ts'
import { makeAccounts } from '../harness/make-dispatch.ts'
import { fittingFacts, makeLeads } from '../harness/make-leads.ts'
import { arrived, desktop, look, phone, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  await make.lead(world.api.writer, { email: 'known@acme-form.example', firstName: 'Kim' })
})
afterAll(() => world.stop())

test('a lead is added by hand: what is wrong stands at its field, who is known is refused, the new one opens', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/leads')
  await arrived(page)
  const opener = page.getByRole('button', { name: 'Add lead' })
  await opener.click()
  const form = page.getByRole('dialog', { name: 'Add a lead' })
  const email = form.getByLabel('Address')
  const add = form.getByRole('button', { name: 'Add lead' })
  expect(await add.getAttribute('aria-disabled')).toBe('true')
  await email.fill('nobody at all')
  await form.getByLabel('First name').fill('Nora')
  await form.getByLabel('First name').press('Enter')
  await expect.poll(() => email.getAttribute('aria-invalid')).toBe('true')
  expect(await page.evaluate('document.activeElement.name')).toBe('email')
  expect(await form.locator('.field-error').count()).toBe(1)
  await look(page, 'lead-add-fault-light')

  await email.fill('known@acme-form.example')
  expect(await form.locator('.field-error').count()).toBe(0)
  await add.click()
  await expect.poll(() => form.locator('.refused').textContent()).toContain('They are known already. ')
  expect(await form.getByLabel('First name').inputValue()).toBe('Nora')

  await email.fill('nora.new@acme-form.example')
  await form.getByLabel('Last name').fill('New')
  await add.click()
  await page.waitForURL(/\/leads\/.+/)
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.getByText('Nora New is a lead now.').waitFor()
  const { rows } = await world.api.writer.pool.query(`select full_name, source from lead where email = 'nora.new@acme-form.example'`)
  expect(rows).toEqual([{ full_name: 'Nora New', source: 'manual' }])
  expect(complaints).toEqual([])
  await leave()
})

test('leads as of a day: those of then by the status of then, clearly said, and the file of all of now', async () => {
  const { writer } = world.api
  const old = await make.lead(writer, { firstName: 'Olga', createdAt: new Date('2024-01-10T12:00:00Z') })
  await writer.pool.query(`update lead set status = 'REPLIED' where id = $1`, [old.id])
  await makeLeads(
    writer,
    Array.from({ length: 230 }, (_, at) => fittingFacts(at)),
  )
  const { page, leave, complaints } = await world.visit('Dana', '/leads')
  await arrived(page)
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('As of').fill('2024-02-01')
  await page.waitForURL(/asof=2024-02-01/)
  await page.keyboard.press('Escape')
  const past = page.getByRole('status').filter({ hasText: /As of .*2024.* by the status that they had/ })
  await past.waitFor()
  const table = page.getByRole('table', { name: 'Leads' })
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('2')
  await table.getByRole('row').filter({ hasText: 'Olga' }).getByText('Pending').waitFor()
  await page
    .getByRole('group', { name: 'Stages of the funnel' })
    .getByRole('button', { name: /Pipeline 1 100/ })
    .waitFor()
  await look(page, 'leads-past-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize(phone)
  await look(page, 'leads-past-dark-phone')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await page.setViewportSize(desktop)
  await past.getByRole('button', { name: 'Show now' }).click()
  await expect.poll(() => past.count()).toBe(0)
  expect(await page.evaluate('document.activeElement.id')).toBe('list')
  const { rows } = await writer.pool.query<{ leads: number }>('select count(*)::int as leads from lead')
  const all = rows[0]?.leads ?? 0
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(String(all + 1))
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()])
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(all + 1)
  expect(lines.filter((line) => line.includes('Olga') && line.includes('REPLIED'))).toHaveLength(1)
  expect(complaints).toEqual([])
  await leave()
})

test('leads are narrowed by days, industry and account, the address keeps all of it, and on a phone the filters stay on the screen', async () => {
  const { pool } = world.api.writer
  // One of them changed last long ago, and is kept by an account.
  const [account] = await makeAccounts(world.api.writer, 1)
  await make.lead(world.api.writer, { firstName: 'Early', columns: { account, updated_at: new Date('2024-03-05T12:00:00Z') } })
  const [most] = (
    await pool.query<{ industry: string; leads: number }>(
      `select industry, count(*)::int as leads from lead l join company c on c.id = l.company_id where industry is not null group by 1 order by 2 desc, 1 limit 1`,
    )
  ).rows
  if (!most) throw new Error('leads of some industry were asked for')
  const industries = (await pool.query<{ count: number }>(`select count(distinct industry)::int as count from company`)).rows[0]?.count ?? 0
  const { page, leave, complaints } = await world.visit('Dana', '/leads')
  await arrived(page)
  const table = page.getByRole('table', { name: 'Leads' })
  const more = page.getByRole('button', { name: /^More filters/ })
  await more.click()
  await page.getByLabel('Known to').fill('2024-02-01')
  await page.waitForURL(/knownTo=2024-02-01/)
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('2')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.waitForURL((url) => url.search === '')
  await more.click()
  const changed = async (condition: string) =>
    (await pool.query<{ leads: number }>(`select count(*)::int as leads from lead where updated_at ${condition}`)).rows[0]?.leads ?? 0
  for (const [name, label, condition] of [
    ['changedTo', 'Changed to', `< '2024-03-06'`],
    ['changedFrom', 'Changed from', `>= '2024-03-05'`],
  ] as const) {
    await page.getByLabel(label).fill('2024-03-05')
    await page.waitForURL((url) => url.searchParams.get(name) === '2024-03-05')
    await expect.poll(() => table.getAttribute('aria-rowcount'), { message: name }).toBe(String((await changed(condition)) + 1))
    await page.getByLabel(label).fill('')
    await page.waitForURL((url) => !url.searchParams.has(name))
  }
  await page.getByLabel('Kept by').selectOption(account ?? '')
  await page.waitForURL(/account=/)
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('2')
  await table.getByRole('link', { name: 'Early Ruiz' }).waitFor()
  await page.getByLabel('Kept by').selectOption('')
  // All there are, not those of the rows on the page; the keyboard keeps its place.
  const industry = page.getByLabel('Industry')
  await expect.poll(() => industry.getByRole('option').count()).toBe(industries + 1)
  await industry.focus()
  await industry.selectOption(most.industry)
  await page.waitForURL(/industry=/)
  expect(await page.evaluate('document.activeElement.value')).toBe(most.industry)
  await page.reload()
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(String(most.leads + 1))
  await page.setViewportSize(phone)
  await page.getByRole('button', { name: 'More filters, in use' }).click()
  const filters = await page.getByRole('group', { name: 'More filters, in use' }).boundingBox()
  expect(filters?.x).toBeGreaterThanOrEqual(0)
  expect((filters?.x ?? 0) + (filters?.width ?? 0)).toBeLessThanOrEqual(phone.width)
  expect((filters?.y ?? 0) + (filters?.height ?? 0)).toBeLessThanOrEqual(phone.height)
  await look(page, 'leads-filters-light-phone')
  expect(complaints).toEqual([])
  await leave()
})

test('the form on a phone in the dark', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/leads', { theme: 'dark', size: phone })
  await arrived(page)
  await look(page, 'leads-dark-phone')
  await page.getByRole('button', { name: 'Add lead' }).click()
  await page.getByRole('dialog', { name: 'Add a lead' }).getByLabel('Address').waitFor()
  await look(page, 'lead-add-dark-phone')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  // Whoever closes it gives up what they typed.
  await page.getByRole('dialog').getByLabel('Address').fill('not.this@acme-form.example')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  await page.getByRole('button', { name: 'Add lead' }).click()
  expect(await page.getByRole('dialog').getByLabel('Address').inputValue()).toBe('')
  await page.keyboard.press('Escape')
  expect(complaints).toEqual([])
  await leave()
})

test('an admin corrects a status with a reason: what moved meanwhile is told first, and the correction is undone from its message', async () => {
  const { pool } = world.api.writer
  const lead = await make.lead(world.api.writer, { firstName: 'Cora' })
  await pool.query(`update lead set status = 'BOUNCED' where id = $1`, [lead.id])
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`)
  await page.getByRole('button', { name: 'Correct status…' }).press('Enter')
  const form = page.getByRole('form', { name: 'Correct status' })
  const correct = form.getByRole('button', { name: /^Correct status/ })
  expect(await correct.getAttribute('aria-disabled')).toBe('true')
  await page.getByLabel('Where it belongs').selectOption({ label: 'Pending' })
  await form.getByLabel('Why it is wrong').fill('The mailbox is there after all.')
  await look(page, 'lead-correct-light')
  // Nobody tells the page of it.
  await pool.query(`update lead set status = 'UNSUBSCRIBED', version = version + 1 where id = $1`, [lead.id])
  await form.getByLabel('Why it is wrong').press('Control+Enter')
  await page.getByText('It was Bounced when you looked, and is Unsubscribed now.', { exact: false }).waitFor()
  await page.locator('.field-error').filter({ hasText: 'Not corrected. The lead is unsubscribed now.' }).waitFor()
  await look(page, 'lead-correct-conflict-light')
  await page.getByRole('button', { name: 'Correct it from there' }).click()
  await form.getByLabel('Why it is wrong').press('Control+Enter')
  await page.getByText('Status corrected: Pending.', { exact: true }).waitFor()
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Unsubscribed again.').waitFor()
  const { rows } = await pool.query(
    `select detail ->> 'to' as "to", detail ->> 'reason' as reason, actor from timeline_entry where kind = 'status' and lead_id = $1 order by id`,
    [lead.id],
  )
  expect(rows).toEqual([
    { to: 'PENDING', reason: 'The mailbox is there after all.', actor: 'Dana' },
    { to: 'UNSUBSCRIBED', reason: 'The correction before was taken back.', actor: 'Dana' },
  ])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize(phone)
  const opener = page.getByRole('button', { name: 'Correct status…' })
  await opener.click()
  await page.keyboard.press('Escape')
  await expect.poll(() => opener.evaluate((button) => button.ownerDocument.activeElement === button)).toBe(true)
  await opener.click()
  await page.getByLabel('Where it belongs').selectOption({ label: 'Disqualified' })
  await look(page, 'lead-correct-dark-phone')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(complaints).toEqual([])
  await leave()
})

test('the page of a lead shows what happens to it as it happens, also where its own row stays as it was', async () => {
  const { pool } = world.api.writer
  const lead = await make.lead(world.api.writer, { firstName: 'Lena' })
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`)
  await page.getByText('Nothing happened yet.').waitFor()
  await page.getByRole('heading', { name: 'Drafts 0' }).waitFor()
  await make.draft(world.api.writer, { lead })
  // As a proof, a pause or a draft is told of: by whoever writes it, and nothing of the lead's row changes.
  await pool.query(
    `insert into timeline_entry (id, lead_id, at, kind, actor, summary)
     values (uuid_v7(business_now()), $1, business_now(), 'proof', 'OPERATOR', 'Instantly shows that step 2 went out.')`,
    [lead.id],
  )
  await page.getByText('Instantly shows that step 2 went out.').waitFor()
  await page.getByRole('heading', { name: 'Drafts 1' }).waitFor()
  // Whoever has gone back in time stays there when something happens now.
  await pool.query(
    `insert into timeline_entry (id, lead_id, at, kind, actor, summary)
     select uuid_v7(business_now() - make_interval(mins => i)), $1, business_now() - make_interval(mins => i), 'signal', 'Instantly', 'Opened ' || i from generate_series(1, 60) i`,
    [lead.id],
  )
  await page.getByRole('button', { name: 'Show earlier ones' }).click()
  await page.getByText('Opened 60', { exact: false }).waitFor()
  await page.getByLabel('Note', { exact: true }).fill('Called them.')
  await page.getByRole('button', { name: 'Add note' }).click()
  await page.locator('.timeline').getByText('Called them.').waitFor()
  expect(await page.getByText('Opened 60', { exact: false }).count()).toBe(1)
  // A look at what is new that fails is none that somebody asked for: nothing is said of it, and the next one shows it all.
  await page.evaluate(
    `new MutationObserver((_, self) => {
      if (!document.querySelector('.error-state')) return
      document.body.dataset.fault = 'shown'
      self.disconnect()
    }).observe(document.body, { subtree: true, childList: true })`,
  )
  const { promise: failed, resolve: hasFailed } = Promise.withResolvers<void>()
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('"LeadTimeline"')) return route.continue()
    await route.fulfill({ json: { errors: [{ message: 'It failed.' }] } })
    return hasFailed()
  })
  await page.getByLabel('Note', { exact: true }).fill('Called again.')
  await page.getByRole('button', { name: 'Add note' }).click()
  await failed
  await page.unroute('**/graphql')
  await page.getByLabel('Note', { exact: true }).fill('And once more.')
  await page.getByRole('button', { name: 'Add note' }).click()
  await page.locator('.timeline').getByText('And once more.').waitFor()
  await page.locator('.timeline').getByText('Called again.').waitFor()
  expect(await page.locator('body').getAttribute('data-fault')).toBeNull()
  expect(await page.getByText('Opened 60', { exact: false }).count()).toBe(1)
  expect(complaints).toEqual([])
  await leave()
})

test('a lead page is read again for a run that works on many leads, not for each of its steps, and not while nobody sees it', async () => {
  const { pool } = world.api.writer
  const lead = await make.lead(world.api.writer, { firstName: 'Rhea' })
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`)
  await page.getByText('Nothing happened yet.').waitFor()
  await page.waitForLoadState('networkidle')
  const happens = (summary: string) =>
    pool.query(
      `insert into timeline_entry (id, lead_id, at, kind, actor, summary) values (uuid_v7(business_now()), $1, business_now(), 'signal', 'Instantly', $2)`,
      [lead.id, summary],
    )
  let reads = 0
  page.on('request', (request) => {
    if (request.postData()?.includes('"LeadTimeline"')) reads++
  })
  const seen = (isHidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} }), document.dispatchEvent(new Event('visibilitychange')), 0`,
    )
  await seen(true)
  await happens('Opened unseen')
  await page.waitForTimeout(500)
  expect(reads).toBe(0)
  await seen(false)
  await page.getByText('Opened unseen').waitFor()
  for (let step = 1; step <= 6; step++) {
    await happens(`Opened in step ${step}`)
    await page.waitForTimeout(300)
  }
  expect(reads).toBe(1)
  await page.getByText('Opened in step 6').waitFor()
  expect(reads).toBe(2)
  expect(complaints).toEqual([])
  await leave()
})

test("with live updates paused a change of one's own still stands everywhere on the lead page", async () => {
  const lead = await make.lead(world.api.writer, { firstName: 'Paula' })
  const { page, leave, complaints } = await world.visit('Dana', `/leads/${make.globalId('Lead', lead.id)}`)
  await page.getByText('Nothing happened yet.').waitFor()
  await page.getByRole('button', { name: 'Connection: Live' }).click()
  await page.getByRole('button', { name: 'Pause live updates' }).click()
  await page.getByRole('button', { name: 'Correct status…' }).press('Enter')
  const form = page.getByRole('form', { name: 'Correct status' })
  await page.getByLabel('Where it belongs').selectOption({ label: 'Disqualified' })
  await form.getByLabel('Why it is wrong').fill('They closed down.')
  await form.getByLabel('Why it is wrong').press('Control+Enter')
  await page.locator('.timeline').getByText('They closed down.', { exact: false }).waitFor()
  expect(complaints).toEqual([])
  await leave()
})
