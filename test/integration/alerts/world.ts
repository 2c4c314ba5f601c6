import { createWriter, type Writer } from '@swarm/db/write'
import { escalateAlerts } from '@swarm/jobs/alerts/escalate-alerts'
import { type TellHands, tellAlerts } from '@swarm/jobs/alerts/tell-alerts'
import { createLog } from '@swarm/jobs/log'
import { z } from 'zod'
import { createResend } from '../../../jobs/src/providers/resend.ts'
import { createSlack } from '../../../jobs/src/providers/slack.ts'
import { smtpHostOf } from '../../../jobs/src/providers/smtp.ts'
import { createTwilio } from '../../../jobs/src/providers/twilio.ts'
import { cloneDatabase } from '../../harness/database.ts'
import { moveClock, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { clientOf } from '../../sandbox/testing/client.ts'

const posts = z.object({ items: z.array(z.object({ text: z.string(), sections: z.array(z.string()) })) })
const requests = z.object({ items: z.array(z.object({ method: z.string(), path: z.string(), body: z.string(), acted: z.boolean() })) })

export type NoticeRow = {
  channel: string
  level: number
  state: string
  code: string | null
  attempts: number
  recipient: string
  problem: string | null
}

export type AlertWorld = {
  writer: Writer
  hands: TellHands
  /** The same with a mail host instead of Resend. */
  byMailHost: TellHands
  raise(cause: string, severity?: 'INFO' | 'WARNING' | 'CRITICAL', message?: string): Promise<void>
  /** As if nobody had got a message just now, and every pause were over; then one look around. */
  tell(by?: TellHands): Promise<number>
  escalate(): Promise<void>
  /** So many minutes of business time, and the moment that a test itself takes. */
  later(minutes: number): Promise<void>
  /** What is on its way at the providers has arrived. */
  arrive(): Promise<void>
  notices(cause?: string): Promise<NoticeRow[]>
  level(cause: string): Promise<number>
  slack(): Promise<z.infer<typeof posts>['items']>
  /** Requests that the provider acted on. */
  taken(provider: 'slack' | 'twilio' | 'resend'): Promise<z.infer<typeof requests>['items']>
  fault(given: Record<string, unknown> | null): Promise<void>
  fresh(): Promise<void>
  stop(): Promise<void>
}

/** A database, the three ways to tell people, and whom they reach, on a Tuesday morning. */
export async function startAlertWorld(): Promise<AlertWorld> {
  const database = await cloneDatabase()
  const writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  const jobs = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
  const sandbox = await startSandbox({ people: 1, delays: 'off' })
  const client = clientOf(sandbox)
  const log = createLog('test', 'silent')
  const context = { mode: 'sandbox', writer: jobs, log } as const
  const slack = createSlack({ apiKey: 'T0SANDBOX/B0SANDBOX/sandbox-slack-key', baseUrl: `${sandbox.url}/slack/services` }, context)
  const twilio = createTwilio(
    { apiKey: 'sandbox-twilio-key', baseUrl: `${sandbox.url}/twilio`, accountSid: 'ACsandbox0000000000000000000000000' },
    context,
  )
  const resend = createResend({ apiKey: 'sandbox-resend-key', baseUrl: `${sandbox.url}/resend` }, context)
  const hands: TellHands = {
    writer: jobs,
    log,
    slack,
    twilio,
    resend,
    smtpHost: null,
    publicUrl: 'https://swarm.example',
    stopping: new AbortController().signal,
  }
  let now = new Date(tuesdayMorning)
  await moveClock(writer, now.toISOString())
  const smtpHost = smtpHostOf({ apiKey: 'sandbox-smtp-password', baseUrl: `smtp://sandbox@127.0.0.1:${sandbox.smtpPort}` }, 'sandbox')
  return {
    writer,
    hands,
    byMailHost: { ...hands, resend: null, smtpHost },
    async raise(cause, severity = 'WARNING', message = `About ${cause}.`) {
      await writer.pool.query('select raise_alert($1, $2::alert_severity, $3)', [cause, severity, message])
    },
    async tell(by = hands) {
      await writer.pool.query(`update provider_allowance set due_at = to_timestamp(0)`)
      await writer.pool.query(
        `update alert_notice set not_before = case when not_before is not null then now() - interval '1 second' end,
          lease_until = case when state <> 'IN_FLIGHT' then lease_until - interval '10 minutes' else lease_until end`,
      )
      return tellAlerts(by)
    },
    escalate: () => escalateAlerts(jobs),
    async later(minutes) {
      now = new Date(now.getTime() + minutes * 60_000 + 2_000)
      await moveClock(writer, now.toISOString())
    },
    async arrive() {
      await client.control('PUT', 'clock', { advanceMs: 10_000 })
    },
    async notices(cause) {
      const { rows } = await writer.pool.query<NoticeRow>(
        `select n.channel, n.level, n.state, n.code, n.attempts, n.recipient, n.problem from alert_notice n join alert a on a.id = n.alert_id
         where $1::text is null or a.cause = $1 order by n.level, n.channel, n.recipient, a.cause`,
        [cause ?? null],
      )
      return rows
    },
    async level(cause) {
      const { rows } = await writer.pool.query<{ level: number }>(
        'select level from alert where cause = $1 order by first_at desc limit 1',
        [cause],
      )
      return rows[0]?.level ?? 0
    },
    slack: async () => posts.parse(await (await client.request('GET', '/slack/posts')).json()).items,
    taken: async (provider) =>
      requests.parse(await client.control('GET', `requests?provider=${provider}`)).items.filter(({ acted }) => acted),
    async fault(given) {
      await client.control('PUT', 'faults', given === null ? [] : [given])
    },
    async fresh() {
      await client.control('POST', 'reset')
      now = new Date(tuesdayMorning)
      await moveClock(writer, now.toISOString())
      for (const table of ['alert_notice', 'alert', 'provider_breaker', 'sla_breach']) await writer.pool.query(`delete from ${table}`)
    },
    async stop() {
      await Promise.all([slack.close(), twilio.close(), resend.close()])
      await sandbox.stop()
      await jobs.end()
      await writer.end()
      await database.drop()
    },
  }
}
