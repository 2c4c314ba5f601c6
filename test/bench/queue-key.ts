import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hashSecret } from '@swarm/api/auth/secrets'
import { buildWeb } from '@swarm/api/supervisor/build-web'
import { createWriter, type Writer } from '@swarm/db/write'
import type { Page } from 'playwright-core'
import { launchChromium } from '../harness/chromium.ts'
import { root } from '../harness/run-process.ts'
import { startApiProcess } from '../harness/served.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { figuresOf, percentile } from './figures.ts'
import { makeManyDrafts } from './many-drafts.ts'
import { printRow } from './rows.ts'

const secret = 'a secret that is long enough for a benchmark'
/** From the key to the next card painted, milliseconds (performance.md). */
const goalMs = 50
/** Between two keys that move: somebody who looks through fast reads at least this long. Milliseconds. */
const readMs = 120
/** Between two that decide: a second press within a quarter of a second belongs to the first. Milliseconds. */
const decideMs = 300

/** In the page: notes when a key was pressed, and when the card it brought was on the screen. */
const watch = `(() => {
  let pressedAt = null
  window.painted = []
  const name = () => document.querySelector('article.review-card')?.getAttribute('aria-label') ?? ''
  let shown = name()
  addEventListener('keydown', (event) => { pressedAt = event.timeStamp; shown = name() }, true)
  new MutationObserver(() => {
    if (pressedAt === null || name() === shown || name() === '') return
    const at = pressedAt
    pressedAt = null
    // The frame that shows it, and the first task after that frame was handed to the screen.
    requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => window.painted.push(performance.now() - at); channel.port2.postMessage(0) })
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'] })
})()`

/** Presses a key so many times, each after the card before it was painted and read; gives the times to the next card. */
async function press(page: Page, key: string, times: number, readMs: number): Promise<number[]> {
  await page.evaluate('window.painted.length = 0')
  for (let done = 0; done < times; ) {
    await page.keyboard.press(key)
    // Not asked before the reading time is over: what asks would be measured too.
    await page.waitForTimeout(readMs)
    for (let waited = 0; Number(await page.evaluate('window.painted.length')) <= done; waited++) {
      if (waited > 200) throw new Error(`after ${done} times ${key} no next card came`)
      await page.waitForTimeout(50)
    }
    done++
  }
  const painted: unknown = await page.evaluate('window.painted')
  return Array.isArray(painted) ? painted.map(Number) : []
}

/** A refusal brings the next card too, and then a message and the card before: it is measured by nobody. Throws where there was one. */
async function allApproved(writer: Writer, keys: number): Promise<void> {
  const asked = `select count(*)::integer as approved from draft where status = 'APPROVED'`
  for (let waited = 0; ; waited++) {
    const { rows } = await writer.pool.query<{ approved: number }>(asked)
    if (rows[0]?.approved === keys) return
    if (waited > 100) throw new Error(`${rows[0]?.approved} of ${keys} approvals were taken`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** `npm run bench -- queue-key --pending 1000 --keys 200`: from a key to the next card on the screen, in a real Chromium. */
async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { pending: { type: 'string', default: '1000' }, keys: { type: 'string', default: '200' } } })
  const [pending, keys] = [Number(values.pending), Number(values.keys)]
  const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
  const server = await startTestPostgres(folder)
  const database = await server.clone()
  const webFolder = await buildWeb(root)
  const writer = createWriter({
    url: database.urls.superuser,
    name: 'bench',
    maxConnections: 1,
    statementTimeoutMs: 120_000,
    onConnectionError: () => {},
  })
  await makeManyDrafts(writer, pending)
  await writer.pool.query(`insert into user_account (name, name_key, secret_hash, scopes) values ('Bench', 'bench', $1, '{read,review}')`, [
    await hashSecret(secret),
  ])
  const api = await startApiProcess(database, { WEB_FOLDER: webFolder })
  const browser = await launchChromium({ isWhole: true })
  try {
    const page = await browser.newPage({ baseURL: api.url, viewport: { width: 1280, height: 800 } })
    await page.goto('/login?next=%2Fqueue')
    await page.getByLabel('Name').fill('Bench')
    await page.getByLabel('Secret').fill(secret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page
      .getByRole('article')
      .getByText(/Operations at Acme/)
      .first()
      .waitFor()
    await page.getByRole('option').first().focus()
    await page.evaluate(watch)
    // The first keys warm the page up, as the first drafts of an afternoon do.
    await press(page, 'j', 10, readMs)
    const moves = await press(page, 'j', keys, readMs)
    const approvals = await press(page, 'a', keys, decideMs)
    await allApproved(writer, keys)
    const [move, approve] = [percentile(moves, 0.95), percentile(approvals, 0.95)]
    process.stdout.write(`${figuresOf(`j to the next card, ${pending} pending`, moves)}\n`)
    process.stdout.write(`${figuresOf('a, decided, to the next card', approvals)}\n`)
    const isGood = printRow({
      row: 'queue-key',
      unit: 'ms, p95 of the slower key',
      ours: [Math.max(move, approve)],
      reference: [],
      goal: null,
      also: [
        { what: `p95 of j to the next card (goal < ${goalMs} ms)`, value: `${move.toFixed(1)} ms`, isGood: move < goalMs },
        { what: `p95 of a, decided, to the next card (goal < ${goalMs} ms)`, value: `${approve.toFixed(1)} ms`, isGood: approve < goalMs },
      ],
    })
    return isGood
  } finally {
    await browser.close()
    await api.stop()
    await writer.end()
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

process.exitCode = (await main()) ? 0 : 1
