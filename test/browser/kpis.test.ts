import { createWriter, type Writer } from '@swarm/db/write'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeNumbers, randomFrom } from '../integration/kpi/made-numbers.ts'
import { arrived, desktop, look, lookAtColours, phone, picture, type Size, startWorld, type Theme, type World } from './world.ts'

let world: World
let writer: Writer

beforeAll(async () => {
  world = await startWorld()
  writer = createWriter({ url: world.api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
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
  await page.getByText(/^Cannot be grouped so: .*cost per meeting/).waitFor()
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
