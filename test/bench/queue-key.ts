import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hashSecret } from '@swarm/api/auth/secrets'
import { buildWeb } from '@swarm/api/supervisor/build-web'
import { createWriter, type Writer } from '@swarm/db/write'
import type { Page } from 'playwright-core'
import { launchChromium } from '../harness/chromium.ts'
import * as make from '../harness/make.ts'
import { root } from '../harness/run-process.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { startVictim } from '../harness/victim.ts'
import { figuresOf } from './figures.ts'

const secret = 'a secret that is long enough for a benchmark'
/** From the key to the next card painted, milliseconds (performance.md). */
const goalMs = 50
/** Between two keys: somebody who decides fast reads at least this long. Milliseconds. */
const readMs = 120

const columnsOf = (table: string) =>
  `(select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and attgenerated = '' and not attisdropped)`

/** Pending drafts, each for a lead of its own, all like one that the test harness makes. */
async function fill(writer: Writer, count: number): Promise<void> {
  const { id, lead } = await make.draft(writer)
  const { rows } = await writer.pool.query<{ lead: string; draft: string; evidence: string }>(
    `select ${columnsOf('lead')} as lead, ${columnsOf('draft')} as draft, ${columnsOf('evidence')} as evidence`,
  )
  const [columns] = rows
  if (!columns) throw new Error('the tables have no columns')
  await writer.pool.query(
    `create temporary table made as select n, uuid_v7(business_now()) as lead_id, uuid_v7(business_now()) as draft_id from generate_series(1, ${count - 1}) n`,
  )
  await writer.pool.query(
    `insert into lead (${columns.lead}) select ${columns.lead} from (
       select (jsonb_populate_record(l, jsonb_build_object('id', m.lead_id, 'email', 'p' || n || '@bench.example', 'person_key', 'p' || n || '@bench.example',
         'linkedin_key', 'in:bench-' || n, 'full_name', 'Person ' || n))).* from lead l, made m where l.id = $1) x`,
    [lead.id],
  )
  await writer.pool.query(
    `insert into draft (${columns.draft}) select ${columns.draft} from (
       select (jsonb_populate_record(d, jsonb_build_object('id', m.draft_id, 'lead_id', m.lead_id, 'subject', 'Operations at Acme, part ' || n))).* from draft d, made m where d.id = $1) x`,
    [id],
  )
  await writer.pool.query(
    `insert into evidence (${columns.evidence}) select ${columns.evidence} from (
       select (jsonb_populate_record(e, jsonb_build_object('id', uuid_v7(business_now()), 'draft_id', m.draft_id))).* from evidence e, made m where e.draft_id = $1) x`,
    [id],
  )
  await writer.pool.query('analyze lead, draft, evidence')
}

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
async function press(page: Page, key: string, times: number): Promise<number[]> {
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
  await fill(writer, pending)
  await writer.pool.query(`insert into user_account (name, name_key, secret_hash, scopes) values ('Bench', 'bench', $1, '{read,review}')`, [
    await hashSecret(secret),
  ])
  const api = await startVictim('api/src/main.ts', {
    MODE: 'sandbox',
    PORT: '0',
    DATABASE_URL: database.urls.api,
    DATABASE_READ_URL: database.urls.read,
    SESSION_SECRET: 'a session secret for a benchmark, long enough',
    WEB_FOLDER: webFolder,
    LOG_LEVEL: 'warn',
  })
  const browser = await launchChromium()
  try {
    const [, url] = /"url":"([^"]+)"/.exec(api.ready()) ?? []
    if (url === undefined) throw new Error(`the API did not start: ${api.output()}`)
    const page = await browser.newPage({ baseURL: url, viewport: { width: 1280, height: 800 } })
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
    await press(page, 'j', 10)
    const moves = await press(page, 'j', keys)
    const approvals = await press(page, 'a', keys)
    const p95 = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN
    const [move, approve] = [p95(moves), p95(approvals)]
    const isGood = move < goalMs && approve < goalMs
    process.stdout.write(
      `${JSON.stringify({ row: 'queue-key', unit: 'ms', pending, keys, ours: { j: move, a: approve }, reference: null, ratio: null, goal: goalMs, isGood })}\n`,
    )
    process.stdout.write(`${figuresOf(`j to the next card, ${pending} pending`, moves)}\n`)
    process.stdout.write(`${figuresOf('a, decided, to the next card', approvals)}\n`)
    process.stdout.write(`  p95 below ${goalMs} ms: ${isGood ? 'met' : 'MISSED'}\n`)
    return isGood
  } finally {
    await browser.close()
    api.kill('SIGTERM')
    await api.ended
    await writer.end()
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

process.exitCode = (await main()) ? 0 : 1
