import { createWriter, type Writer } from '@swarm/db/write'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveClock } from '../harness/make-dispatch.ts'
import { makeNumbers, randomFrom } from '../integration/kpi/made-numbers.ts'
import {
  arrived,
  desktop,
  look,
  lookAtColours,
  lookInBoth,
  phone,
  picture,
  type Size,
  startWorld,
  type Theme,
  type World,
} from './world.ts'

let world: World
let writer: Writer

beforeAll(async () => {
  world = await startWorld()
  writer = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  // Weeks after what is counted here, whatever day it is.
  await moveClock(writer, '2026-11-20T12:00:00Z')
})
afterAll(async () => {
  await writer.end()
  await world.stop()
})

/** Pictures of the whole page, which is longer than the window. axe sees all of it at once. */
async function lookAtAll(page: Page, name: string): Promise<void> {
  await arrived(page)
  await look(page, name)
  const figures = page.getByRole('figure')
  for (const [part, figure] of Object.entries({
    charts: figures.nth(1),
    funnel: page.getByRole('figure', { name: 'Funnel' }),
    experiments: figures.last(),
  })) {
    await figure.scrollIntoViewIfNeeded()
    await picture(page, `${name}-${part}`)
  }
}

test('before anything was sent the page says so and offers a longer window', async () => {
  const { page, leave, complaints } = await world.visit('Dana', '/kpis?days=7')
  await page.getByText('No sends in these days.').waitFor()
  await page.getByRole('button', { name: 'Longer window' }).click()
  await page.waitForURL(/days=30/)
  await look(page, 'kpis-empty-light')
  expect(complaints).toEqual([])
  await leave()
})

test('charts over time: arrow keys walk the points, Enter opens exactly the rows of one, the table has the same numbers', async () => {
  await makeNumbers(writer, randomFrom(7), 400)
  const { page, leave, complaints } = await world.visit('Dana', '/kpis?days=90')
  const chart = page.getByRole('figure', { name: 'Reply rate', exact: true })
  await chart.getByRole('group').waitFor()
  const points = chart.locator('[data-point]')
  await points.first().focus()
  await page.keyboard.press('ArrowRight')
  const second = (await points.nth(1).getAttribute('aria-label')) ?? ''
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(second)
  // What the ear hears the eye reads beside the point, until Esc.
  expect(`${await chart.locator('.chart-tip').textContent()}. Show its rows.`).toBe(second)
  await page.keyboard.press('Escape')
  await expect.poll(() => chart.locator('.chart-tip').count()).toBe(0)
  await page.keyboard.press('Enter')
  const counted = /(\d+) of (\d+)/.exec(second)?.[2]
  await page.getByRole('heading', { name: new RegExp(`^What Reply rate, .* counted ${counted}$`) }).waitFor()
  await expect
    .poll(() =>
      page
        .getByRole('table', { name: /^Rows of Reply rate/ })
        .locator('tbody tr')
        .count(),
    )
    .toBe(Number(counted))

  await chart.getByRole('button', { name: 'Table: Reply rate' }).click()
  await chart.getByRole('button', { name: 'Counted' }).click()
  const heads = await chart.locator('th[aria-sort]').allTextContents()
  expect(heads).toEqual(['Counted'])
  const column = (await chart.locator('tbody tr td:last-child').allTextContents()).map(Number)
  expect(column).toEqual([...column].sort((a, b) => b - a))
  expect(column).toHaveLength(await points.count().then((left) => (left === 0 ? column.length : left)))
  const [file] = await Promise.all([page.waitForEvent('download'), chart.getByRole('button', { name: 'CSV: Reply rate' }).click()])
  expect(file.suggestedFilename()).toBe('reply_rate.csv')
  await lookAtAll(page, 'kpis-days-light')
  expect(complaints).toEqual([])
  await leave()
})

test('days of one’s own are counted like any others, and the Overview draws each figure day by day', async () => {
  const { rows } = await writer.pool.query<{ first: string; last: string }>(
    `select to_char(min(accepted_at) + interval '2 days', 'YYYY-MM-DD') as first, to_char(max(accepted_at) - interval '2 days', 'YYYY-MM-DD') as last from send`,
  )
  const { first = '', last = '' } = rows[0] ?? {}
  await writer.pool.query(
    `insert into api_key (name, prefix, key_hash, scopes, created_by, created_at) values ('reports', 'old', 'old', '{read}', 'test', now() - interval '91 days')`,
  )
  const { page, leave, complaints } = await world.visit('Dana', '/kpis?days=7')
  await page.getByLabel('Window').selectOption('own')
  const from = page.getByLabel('From')
  await expect.poll(() => from.inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  await from.fill(last)
  await page.getByLabel('To', { exact: true }).fill(first)
  await page.getByText('From a day to a later one, at most 3660 days.').waitFor()
  await from.fill(first)
  await page.getByLabel('To', { exact: true }).fill(last)
  await page.waitForURL(new RegExp(`from=${first}&to=${last}`))
  const own = String(
    await page.evaluate(`[new Date('${first}T00:00').toISOString(), new Date('${last}T24:00').toISOString()].join()`),
  ).split(',')
  const { data } = await world.api.ask<{ kpis: { rows: { name: string; numerator: number; denominator: number }[] } }>(
    await world.api.keyFor('read'),
    'query ($from: DateTime!, $to: DateTime!) { kpis(from: $from, to: $to) { rows { name numerator denominator } } }',
    { from: own[0], to: own[1] },
  )
  const replies = data?.kpis.rows.find(({ name }) => name === 'reply_rate')
  expect(replies?.denominator).toBeGreaterThan(20)
  await page.getByRole('link', { name: new RegExp(`^Reply rate.* ${replies?.numerator} of ${replies?.denominator}`) }).waitFor()
  await page.getByRole('figure', { name: 'Reply rate', exact: true }).getByRole('group').waitFor()
  await look(page, 'kpis-own-days-light')

  await page.goto('/')
  await page.getByText('The key reports is older than 90 days: replace it').waitFor()
  const tile = page.getByRole('link', { name: /^Reply rate/ })
  await expect.poll(() => tile.locator('.sparkline rect').count()).toBeGreaterThan(3)
  await tile.scrollIntoViewIfNeeded()
  await lookInBoth(page, 'overview-figures')
  expect(complaints).toEqual([])
  await leave()
})

test('figures by two dimensions at once stand in the address; the query can be taken along', async () => {
  const { page, context, leave, complaints } = await world.visit('Dana', '/kpis?days=90')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByLabel('Group by').selectOption('ANGLE')
  await page.getByLabel('And by').selectOption('VARIANT')
  await page.waitForURL(/by=ANGLE&and=VARIANT/)
  const chart = page.getByRole('figure', { name: 'Reply rate', exact: true })
  await chart.getByRole('button', { name: /^quick win · A: / }).waitFor()
  await chart.getByRole('button', { name: 'Copy query: Reply rate' }).click()
  const copied = String(await page.evaluate('navigator.clipboard.readText()'))
  const [query, variables] = copied.split('# Variables')
  const { data, errors } = await world.api.ask<{ kpis: { rows: unknown[] } }>(
    await world.api.keyFor('read'),
    query ?? '',
    JSON.parse(variables ?? '{}'),
  )
  expect(errors).toBeUndefined()
  expect(data?.kpis.rows.length).toBeGreaterThan(4)
  await page.getByText(/^Cannot be grouped so: .*autonomous days/).waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('the funnel and the rejections by angle: bars, the same numbers as a table, and the query', async () => {
  const { pool } = writer
  const numbers = {
    rejected: [
      { by: 'ANGLE', name: 'quick_win', rejected: 7, tag: 'weak_cta', count: 4, example: 'Asks for nothing.' },
      { by: 'REVIEWER', name: 'Lee', rejected: 9, tag: 'weak_cta', count: 5, example: 'Asks for nothing.' },
    ],
  }
  await pool.query(
    `insert into weekly_digest (week, numbers, message, at) values (date_trunc('week', now() - interval '7 days')::date, $1, 'A week.', now())`,
    [numbers],
  )
  const { page, context, leave, complaints } = await world.visit('Dana', '/kpis?days=90')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const rejections = page.getByRole('figure', { name: 'Rejections by angle' })
  const angles = rejections.getByRole('list', { name: 'Angles by rejections' }).getByRole('listitem')
  await angles.first().waitFor()
  expect(await angles.allTextContents()).toEqual([expect.stringMatching(/^quick win 7.* 4 · other tags 3$/)])
  await rejections.scrollIntoViewIfNeeded()
  await look(page, 'kpis-rejections-light')
  await rejections.getByRole('button', { name: 'Table: Rejections by angle' }).click()
  await rejections.getByRole('cell', { name: 'Asks for nothing.' }).waitFor()

  const funnel = page.getByRole('figure', { name: 'Funnel' })
  const { rows } = await pool.query<{ leads: number }>('select count(*)::int as leads from lead')
  await funnel.getByRole('button', { name: 'Table: Funnel' }).click()
  const counts = (await funnel.locator('tbody tr td:nth-child(2)').allTextContents()).map(Number)
  expect(counts).toHaveLength(5)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows[0]?.leads)
  await funnel.getByRole('button', { name: 'Copy query: Funnel' }).click()
  const [query] = String(await page.evaluate('navigator.clipboard.readText()')).split('# Variables')
  const { data } = await world.api.ask<{ funnel: { count: number }[] }>(await world.api.keyFor('read'), query ?? '', {})
  expect(data?.funnel.map(({ count }) => count).sort()).toEqual([...counts].sort())
  expect(complaints).toEqual([])
  await leave()
})

test.each<[string, Theme, Size]>([
  ['in dark on a desk', 'dark', desktop],
  ['in both themes on a phone', 'light', phone],
])('the page %s', async (_, theme, size) => {
  const { page, leave, complaints } = await world.visit('Dana', '/kpis?days=90&by=TIER', { theme, size })
  await page.getByRole('figure', { name: 'Reply rate', exact: true }).getByRole('group').waitFor()
  await lookAtAll(page, `kpis-tiers-${theme}-${size.width}`)
  if (size === phone) {
    await page.emulateMedia({ colorScheme: 'dark' })
    await lookAtColours(page, `kpis-tiers-dark-${size.width}`)
  }
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(complaints).toEqual([])
  await leave()
})
