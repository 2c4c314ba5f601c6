import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@swarm/db/embedded/free-port'
import type { Writer } from '@swarm/db/write'
import type { SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import { createLog } from '@swarm/jobs/log'
import { createWaker, type Waker } from '@swarm/jobs/queue/wake'
import { z } from 'zod'
import type { AllHands, Hands } from '../../jobs/src/dispatch/execute/hands.ts'
import { sweepOnce } from '../../jobs/src/dispatch/execute/sweep-once.ts'
import { createInstantly } from '../../jobs/src/providers/instantly.ts'
import { controlOf } from '../sandbox/testing/control.ts'
import type { TestDatabase } from './database.ts'
import { approvedSend, changeSettings, makeBatch, moveClock, proveByHand, sendTo, tuesdayMorning } from './make-dispatch.ts'
import { startVictim, type Victim } from './victim.ts'

/** The sandbox's own accounts. */
export const accounts = ['ai', 'consulting', 'guide', 'labs', 'resources', 'solutions'].map((word) => `dani@chiefaiofficer${word}.com`)

/** All of a Tuesday that a platform can be told: 06:00 to 23:59 in Denver, while it is 09:00 there. */
export const openWindow = {
  zone: 'America/Denver',
  windowFrom: '2026-11-24T13:00:00.000Z',
  windowTo: '2026-11-25T06:59:00.000Z',
  scheduledAt: '2026-11-24T15:00:00.000Z',
}

/** What execution needs around it: our accounts proven, the hook hearing, ceilings out of the way, everything on a Tuesday morning. */
export async function prepareExecution(writer: Writer): Promise<void> {
  const { pool } = writer
  await moveClock(writer, tuesdayMorning)
  await pool.query(`select graduate_ramp('test', 'for a test')`)
  await pool.query(`insert into provider_hook (provider, is_hearing, checked_at) values ('instantly', true, now() + interval '1 day')`)
  for (const name of ['emailPerDay', 'emailPerAccountPerDay', 'emailPerDomainPerDay', 'emailPerDomainPerBatch'])
    await changeSettings(writer, 'dispatch', ['ceilings', name], 10_000)
  // What comes after the ramp rises by clean days too; programs outside the suites have the shipped steps.
  await changeSettings(writer, 'dispatch', ['ramp', 'emailStepsAfter'], [])
  await changeSettings(writer, 'dispatch', ['ramp', 'canaryDays'], 0)
  await changeSettings(writer, 'dispatch', ['leaseMs'], 5_000)
  await changeSettings(writer, 'dispatch', ['reconcileMinutes'], 0.1)
  for (const [position, address] of accounts.entries()) {
    await pool.query(
      `insert into sending_account (platform, address, domain, position, checked_at, created_at) values ('INSTANTLY', $1, $2, $3, now(), '2026-01-01')`,
      [address, address.split('@')[1], position],
    )
    const test = sendTo(`test-${position}@inside.example`, { account: address, step: 0 })
    const { batchId } = await makeBatch(writer, [test], { isTest: true })
    await proveByHand(writer, batchId)
    await pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  }
}

let written = 0

/** An approved send in the open window, its words its own, so that the platform's copy can be told from any other. */
export function sendNow(writer: Writer, given: Partial<SendToFreeze> & { email?: string } = {}): Promise<SendToFreeze> {
  const number = ++written
  return approvedSend(writer, {
    ...openWindow,
    account: accounts[number % accounts.length] ?? '',
    subject: `An idea, number ${number}`,
    text: `Hello ${number} & <friends>`,
    html: `<div>Hello ${number} &amp; &lt;friends&gt;<br/>see <a href="https://caio.cx">caio.cx</a></div>`,
    ...given,
  })
}

export type Sandboxed = {
  url: string
  /** For the runner: where the sandbox is. */
  env: Record<string, string>
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** What it was asked, oldest first. */
  requests(path: string): Promise<Request[]>
  kill(): Promise<void>
  start(): Promise<void>
  /** Back to the Tuesday morning: what fell due meanwhile stays done. */
  setClockBack(): Promise<unknown>
  stop(): Promise<void>
}

const requestShape = z.object({
  seq: z.number(),
  method: z.string(),
  path: z.string(),
  body: z.string(),
  status: z.number().nullable(),
  acted: z.boolean(),
  at: z.string(),
  headers: z.record(z.string(), z.string()),
})
export type Request = z.infer<typeof requestShape>

/** The sandbox as a process of its own that keeps its port and its state over kills, at the product's business time. */
export async function startSandboxProcess(statePath: string): Promise<Sandboxed> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let running: Victim | null = null
  const env = {
    SANDBOX_PORT: String(port),
    SANDBOX_STATE: statePath,
    SANDBOX_DELAYS: 'off',
    SANDBOX_PEOPLE: '10',
    SANDBOX_CLOCK_OFFSET_MS: String(Date.parse(tuesdayMorning) - Date.now()),
  }
  const start = async () => {
    running = await startVictim('test/sandbox/main.ts', env)
    if (!running.isRunning()) throw new Error(`the sandbox did not start: ${running.output()}`)
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    running?.kill(signal)
    await running?.ended
  }
  const control = controlOf(url)
  await start()
  for (const account of accounts) {
    await fetch(`${url}/instantly/api/v2/accounts/${account}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer sandbox-instantly-key', 'content-type': 'application/json' },
      body: JSON.stringify({ daily_limit: 1_000, sending_gap: 0 }),
    })
  }
  await control('PUT', 'behaviour', { limits: { instantlyPerSecond: null, instantlyPerMinute: null, instantlyEmailsPerMinute: null } })
  return {
    url,
    env: { INSTANTLY_BASE_URL: `${url}/instantly/api/v2`, INSTANTLY_API_KEY: 'sandbox-instantly-key' },
    control,
    requests: async (path) =>
      z.object({ items: z.array(requestShape) }).parse(await control('GET', `requests?provider=instantly&path=${encodeURIComponent(path)}`))
        .items,
    setClockBack: () => control('PUT', 'clock', { offsetMs: Date.parse(tuesdayMorning) - Date.now() }),
    kill: () => end('SIGKILL'),
    start,
    stop: () => end('SIGTERM'),
  }
}

/** Mails that the sandbox sent, with who got them and from which campaign. */
export async function sentMails({
  url,
}: Pick<Sandboxed, 'url'>): Promise<{ lead: string; campaign: string; subject: string; html: string }[]> {
  const shape = z.object({
    items: z.array(
      z.object({ id: z.string(), lead: z.string(), campaign_id: z.string(), subject: z.string(), body: z.object({ html: z.string() }) }),
    ),
    next_starting_after: z.string().nullish(),
  })
  const mails = []
  for (let after = ''; ; ) {
    const answer = await fetch(
      `${url}/instantly/api/v2/emails?email_type=sent&limit=100&sort_order=asc${after && `&starting_after=${after}`}`,
      { headers: { authorization: 'Bearer sandbox-instantly-key' } },
    )
    const { items, next_starting_after: next } = shape.parse(await answer.json())
    mails.push(...items.map((mail) => ({ lead: mail.lead, campaign: mail.campaign_id, subject: mail.subject, html: mail.body.html })))
    if (items.length === 0 || !next) return mails
    after = next
  }
}

/** The hands in this process, for tests that look at one step at a time. */
export function handsFor(writer: Writer, { env }: Sandboxed): AllHands & Hands & { stop(): Promise<void> } {
  const log = createLog('test', 'silent')
  const instantly = createInstantly(
    { apiKey: env.INSTANTLY_API_KEY ?? '', baseUrl: env.INSTANTLY_BASE_URL ?? '', webhookSecret: null },
    { mode: 'sandbox', writer, log },
  )
  return { writer, log, instantly, direct: [], stopping: new AbortController().signal, stop: () => instantly.close() }
}

/** The minutes until an unknown send is looked for again pass at once; how often it is looked for stays. */
export async function minutesPass({ pool }: Pick<Writer, 'pool'>): Promise<void> {
  await pool.query(`update send set next_check_at = business_now() where status = 'UNKNOWN' and next_check_at > business_now()`)
}

/** Sweeps until the batches have ended, as a runner would; throws when they do not. */
export async function sweepUntilEnded(hands: AllHands, batchIds: readonly string[], withinMs = 90_000): Promise<SendRow[]> {
  const until = performance.now() + withinMs
  for (;;) {
    await sweepOnce(hands)
    await minutesPass(hands.writer)
    const rows = await sendRows(hands.writer, batchIds)
    if (rows.every(({ batchStatus }) => !['APPROVED', 'EXECUTING'].includes(batchStatus))) return rows
    if (performance.now() > until) throw new Error(`not ended: ${JSON.stringify(rows)}`)
    await sleep(100)
  }
}

/** Only what execution needs: nothing else moves beside it. */
export const executionQueues = 'execute-batch,sweep-sends'

/** Wakes the runners as the API does. */
export function startWaker(database: TestDatabase): Promise<Waker> {
  return createWaker(database.urls.api, createLog('test', 'silent'))
}

export type SendRow = {
  id: string
  address: string
  status: string
  code: string | null
  batchId: string
  campaignId: string | null
  batchStatus: string
  recalled: boolean
}

export async function sendRows({ pool }: Pick<Writer, 'pool'>, batchIds?: readonly string[]): Promise<SendRow[]> {
  const { rows } = await pool.query<SendRow>(
    `select s.id, s.address, s.status, s.code, s.batch_id as "batchId", s.campaign_id as "campaignId", b.status as "batchStatus", s.recalled_at is not null as recalled
     from send s join batch b on b.id = s.batch_id where not b.is_test and ($1::uuid[] is null or s.batch_id = any ($1)) order by b.created_at, b.id, s.place`,
    [batchIds ?? null],
  )
  return rows
}
