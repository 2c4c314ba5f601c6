import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { hashSecret, newToken, tokenHash } from '@swarm/api/auth/secrets'
import { buildWeb } from '@swarm/api/supervisor/build-web'
import { createWriter, type Writer } from '@swarm/db/write'
import pg from 'pg'
import { launchChromium } from '../harness/chromium.ts'
import { root } from '../harness/run-process.ts'
import { startApiProcess } from '../harness/served.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { subscribe } from './bare-socket.ts'
import { cpuMs, peakMb } from './cost.ts'
import { figuresOf, percentile } from './figures.ts'
import { printRow } from './rows.ts'

const subscription = 'subscription { safetyChanged { emergencyStop reason } }'
/** A key may open 120 subscriptions at once. */
const socketsForOneKey = 100
const secret = 'a secret that is long enough for a benchmark'

/** Milliseconds of the machine's clock with their fraction: one clock for this process and the page. */
const wallMs = () => performance.timeOrigin + performance.now()

/** Stops everything and lifts it again, in turns; gives when the commit was sent. */
function createChanges(writer: Writer): (reason: string) => Promise<number> {
  let isStopped = false
  return async (reason) => {
    const client = await writer.pool.connect()
    let committedAt: number
    try {
      await client.query('begin')
      await client.query(
        isStopped ? `select from lift_emergency_stop('ALL', $1, 'bench')` : `select from set_emergency_stop('ALL', $1, true, 'bench')`,
        [reason],
      )
      committedAt = wallMs()
      await client.query('commit')
    } finally {
      client.release()
    }
    writer.poke()
    isStopped = !isStopped
    return committedAt
  }
}

/**
 * From a commit to the screens of everybody: `npm run bench -- live --subscribers 1000 --changes 100`. One API process, subscribers over
 * bare WebSockets, then a page in Chromium that is watched for the words of the change. Counted from the moment COMMIT is sent.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { subscribers: { type: 'string', default: '1000' }, changes: { type: 'string', default: '100' } },
  })
  const [subscribers, changes] = [Number(values.subscribers), Number(values.changes)]
  const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
  const server = await startTestPostgres(folder)
  const database = await server.clone()
  const webFolder = await buildWeb(root)
  const writer = createWriter({ url: database.urls.api, name: 'bench', maxConnections: 4, onConnectionError: () => {} })
  const api = await startApiProcess(database, { WEB_FOLDER: webFolder })
  try {
    const change = createChanges(writer)

    const listener = new pg.Client({ connectionString: database.urls.api })
    await listener.connect()
    await listener.query('listen notices')
    const raw: number[] = []
    let rawHeard = () => {}
    listener.on('notification', () => rawHeard())

    const idleMb = peakMb(api.victim.pid)
    const heardAt: number[] = []
    const sockets = []
    for (let at = 0; at < subscribers; at += socketsForOneKey) {
      const key = newToken()
      await writer.pool.query(`insert into api_key (name, prefix, key_hash, scopes, created_by) values ($1, $2, $3, '{read}', 'bench')`, [
        `bench ${at}`,
        key.slice(0, 6),
        tokenHash(key),
      ])
      const count = Math.min(socketsForOneKey, subscribers - at)
      sockets.push(
        ...(await Promise.all(Array.from({ length: count }, () => subscribe(api.url, key, subscription, () => heardAt.push(wallMs()))))),
      )
    }
    await sleep(1_000)

    const last: number[] = []
    const cpuBefore = cpuMs(api.victim.pid)
    for (let round = 0; round < changes; round++) {
      heardAt.length = 0
      const rawAt = new Promise<number>((resolve) => {
        rawHeard = () => resolve(wallMs())
      })
      const committedAt = await change(`Round ${round}.`)
      raw.push((await rawAt) - committedAt)
      for (let waited = 0; heardAt.length < subscribers && waited < 5_000; waited += 5) await sleep(5)
      if (heardAt.length < subscribers) throw new Error(`round ${round}: ${heardAt.length} of ${subscribers} heard of it within 5 s`)
      last.push(Math.max(...heardAt) - committedAt)
      await sleep(50)
    }
    const cpu = (cpuMs(api.victim.pid) - cpuBefore) / changes
    process.stdout.write(`${figuresOf('raw LISTEN of the same commit', raw)}\n`)
    process.stdout.write(`${figuresOf(`commit to the last of ${subscribers} subscribers`, last)}\n`)
    process.stdout.write(`${'CPU of the API for one change'.padEnd(44)} ${cpu.toFixed(1)} ms\n`)
    for (const socket of sockets) socket.terminate()
    await listener.end()

    process.stdout.write(`${figuresOf('commit to the screen', await screenTimes(api.url, writer, change, changes))}\n`)
    const p99 = percentile(last, 0.99)
    const peak = peakMb(api.victim.pid)
    const isGood = printRow({
      row: 'live',
      unit: 'ms, p99 from the commit',
      ours: [p99],
      reference: [percentile(raw, 0.99)],
      goal: null,
      also: [
        { what: `p99 to the last of ${subscribers} subscribers (goal < 60 ms)`, value: `${p99.toFixed(1)} ms`, isGood: p99 < 60 },
        { what: 'CPU of the API for one change (goal < 15 ms)', value: `${cpu.toFixed(1)} ms`, isGood: cpu < 15 },
        { what: 'most memory of the API (goal < 400 MB)', value: `${Math.round(peak)} MB`, isGood: peak < 400 },
      ],
      cost: [
        {
          what: 'a subscriber',
          value: `${((cpu / subscribers) * 1000).toFixed(1)} µs CPU a change, ${(((peak - idleMb) / subscribers) * 1000).toFixed(0)} kB of memory`,
        },
      ],
    })
    if (!isGood) process.exitCode = 1
  } finally {
    await api.stop()
    await writer.end()
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** When a page in a real browser shows each change, counted from its commit. */
async function screenTimes(url: string, { pool }: Writer, change: (reason: string) => Promise<number>, changes: number): Promise<number[]> {
  await pool.query(`insert into user_account (name, name_key, secret_hash, scopes) values ('Bench', 'bench', $1, '{read,review}')`, [
    await hashSecret(secret),
  ])
  const browser = await launchChromium({ isWhole: true })
  try {
    const page = await browser.newPage({ baseURL: url, viewport: { width: 1280, height: 800 } })
    await page.goto('/login?next=%2F')
    await page.getByLabel('Name').fill('Bench')
    await page.getByLabel('Secret').fill(secret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor({ state: 'attached' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    // Notes when the words of the stop come into the page, and when they leave it.
    await page.evaluate(`(() => {
      let shown = document.body.textContent.includes('Marked by the benchmark')
      window.seenAt = []
      new MutationObserver(() => {
        const now = document.body.textContent.includes('Marked by the benchmark')
        if (now === shown) return
        shown = now
        window.seenAt.push(performance.timeOrigin + performance.now())
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })()`)
    const times: number[] = []
    for (let round = 0; round < changes; round++) {
      const committedAt = await change('Marked by the benchmark.')
      let seenAt: unknown = null
      for (let waited = 0; typeof seenAt !== 'number' && waited < 20_000; waited += 20) {
        await sleep(20)
        seenAt = await page.evaluate(`window.seenAt[${round}] ?? null`)
      }
      if (typeof seenAt !== 'number') throw new Error(`round ${round}: the page did not show it within 20 s`)
      times.push(seenAt - committedAt)
      await sleep(30)
    }
    return times
  } finally {
    await browser.close()
  }
}

await main()
