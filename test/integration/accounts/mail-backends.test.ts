import { createWriter, type Writer } from '@swarm/db/write'
import { hearResend, hearSmtp } from '@swarm/jobs/accounts/hear-backends'
import { createLog } from '@swarm/jobs/log'
import { readResendEvent } from '@swarm/jobs/signals/backend-events'
import { recordProviderEvent } from '@swarm/jobs/signals/record-provider-event'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { AllHands } from '../../../jobs/src/dispatch/execute/hands.ts'
import { sweepOnce } from '../../../jobs/src/dispatch/execute/sweep-once.ts'
import { createResendPlatform } from '../../../jobs/src/providers/resend/resend-platform.ts'
import { createResend, type Resend } from '../../../jobs/src/providers/resend.ts'
import { createSmtpPlatform } from '../../../jobs/src/providers/smtp/smtp-platform.ts'
import { smtpHostOf } from '../../../jobs/src/providers/smtp.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { approvedSend, changeSettings, makeBatch, moveClock, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { clientOf } from '../../sandbox/testing/client.ts'

type Backend = 'RESEND' | 'SMTP'
const account = 'ana@mail.example'
const headers = { 'List-Unsubscribe': '<https://swarm.example/u/abc>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }

let database: TestDatabase
let writer: Writer
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let resend: Resend
let hands: AllHands
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 6, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await writer.pool.query(`select graduate_ramp('test', 'for a test')`)
  for (const name of ['emailPerDay', 'emailPerAccountPerDay', 'emailPerDomainPerDay', 'emailPerDomainPerBatch'])
    await changeSettings(writer, 'dispatch', ['ceilings', name], 10_000)
  sandbox = await startSandbox({ people: 1, delays: 'off', clockOffsetMs: Date.parse(tuesdayMorning) - Date.now() })
  const log = createLog('test', 'silent')
  resend = createResend({ apiKey: 'sandbox-resend-key', baseUrl: `${sandbox.url}/resend` }, { mode: 'sandbox', writer, log })
  const host = smtpHostOf({ apiKey: 'sandbox-smtp-password', baseUrl: `smtp://sandbox@127.0.0.1:${sandbox.smtpPort}` }, 'sandbox')
  hands = {
    writer,
    log,
    stopping: new AbortController().signal,
    instantly: null,
    direct: [createResendPlatform(resend), createSmtpPlatform(host)],
  }
  for (const platform of ['RESEND', 'SMTP']) {
    await writer.pool.query(
      `insert into sending_account (platform, address, domain, position, created_at) values ($1, $2, 'mail.example', 1, '2026-01-01')`,
      [platform, account],
    )
    const { sendIds, batchId } = await makeBatch(
      writer,
      [await approvedSend(writer, { platform: platform === 'SMTP' ? 'SMTP' : 'RESEND', account })],
      { isTest: true },
    )
    await writer.pool.query(`update send set status = 'PROVEN', proven_at = business_now() where id = any ($1)`, [sendIds])
    await writer.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  }
})
afterAll(async () => {
  await resend.close()
  await sandbox.stop()
  await writer.end()
  await database.drop()
})
/** Two calls a second are a real allowance; these tests are about something else. */
const freeAllowance = () => writer.pool.query(`update provider_allowance set due_at = to_timestamp(0)`)

beforeEach(async () => {
  await clientOf(sandbox).control('POST', 'reset')
  await writer.pool.query(`delete from provider_breaker`)
  await freeAllowance()
})
afterEach(async () => {
  // What a case leaves unknown or waiting is nobody's next case.
  await writer.pool.query(
    `update batch set status = 'CANCELLED', decided_by = decided_by where status in ('APPROVED', 'EXECUTING') and not is_test`,
  )
})

const fault = (given: Record<string, unknown>) => clientOf(sandbox).control('PUT', 'faults', [given])

type Stored = { status: string; code: string | null; message: string | null; messageId: string | null; waitsMs: number | null }

async function stored(sendId: string): Promise<Stored> {
  const { rows } = await writer.pool.query<Stored>(
    `select status, code, message, provider_message_id as "messageId", extract(epoch from not_before - business_now())::float8 * 1000 as "waitsMs" from send where id = $1`,
    [sendId],
  )
  if (!rows[0]) throw new Error('no send')
  return rows[0]
}

/** One approved send of a new lead, and one sweep. */
async function sendOne(platform: Backend, given: Parameters<typeof approvedSend>[1] = {}): Promise<{ id: string; email: string }> {
  const send = await approvedSend(writer, {
    platform,
    account,
    headers,
    subject: 'Hello Ana',
    text: 'Hello\n\nDani',
    html: '<div>Hello</div>',
    ...given,
  })
  const { sendIds } = await makeBatch(writer, [send])
  await sweepOnce(hands)
  return { id: sendIds[0] ?? '', email: send.address }
}

const messages = z.object({ items: z.array(z.object({ from: z.string(), to: z.array(z.string()), raw: z.string() })) })
const taken = async (platform: Backend): Promise<number> => {
  const state = z
    .object({ smtp: z.object({ messages: z.number() }), resend: z.object({ mails: z.number() }) })
    .parse(await clientOf(sandbox).control('GET', 'state'))
  return platform === 'SMTP' ? state.smtp.messages : state.resend.mails
}

test('a mail host gets the approved words with our headers, each on one line, and our Message-ID', async () => {
  const { id, email } = await sendOne('SMTP')
  expect(await stored(id)).toMatchObject({ status: 'ACCEPTED', messageId: `<${id}@mail.example>` })
  const { items } = messages.parse(await (await clientOf(sandbox).request('GET', '/smtp/messages')).json())
  expect(items).toMatchObject([{ from: account, to: [email] }])
  const raw = items[0]?.raw ?? ''
  for (const line of [
    'Subject: Hello Ana',
    `Message-ID: <${id}@mail.example>`,
    'List-Unsubscribe: <https://swarm.example/u/abc>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  ])
    expect(raw.split('\r\n')).toContain(line)
  expect(raw).toContain('<div>Hello</div>')
})

test('Resend gets the same once, with a key of the send’s own', async () => {
  const { id } = await sendOne('RESEND')
  const { status, messageId } = await stored(id)
  expect(status).toBe('ACCEPTED')
  const log = z
    .object({ items: z.array(z.object({ method: z.string(), headers: z.record(z.string(), z.unknown()), body: z.string() })) })
    .parse(await clientOf(sandbox).control('GET', 'requests?provider=resend'))
  const posts = log.items.filter(({ method }) => method === 'POST')
  expect(posts.map((one) => one.headers['idempotency-key'])).toEqual([id])
  expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({ from: account, headers, tags: [{ name: 'send', value: id }] })
  expect(await resend.find(messageId ?? '')).toMatchObject({ lastEvent: 'sent' })
})

type Case = { name: string; platform: Backend; fault: Record<string, unknown>; is: { status: string; code: string | null }; taken: number }
const cases: Case[] = [
  {
    name: 'drops the line after it took the message',
    platform: 'SMTP',
    fault: { method: 'DATA', dropAfterActing: true },
    is: { status: 'UNKNOWN', code: 'UNKNOWN_OUTCOME' },
    taken: 1,
  },
  {
    name: 'drops the line after the message without taking it',
    platform: 'SMTP',
    fault: { method: 'DATA', resetBeforeActing: true },
    is: { status: 'UNKNOWN', code: 'UNKNOWN_OUTCOME' },
    taken: 0,
  },
  {
    name: 'drops the line before the message',
    platform: 'SMTP',
    fault: { method: 'RCPT', resetBeforeActing: true },
    is: { status: 'PLANNED', code: 'NOT_REACHED' },
    taken: 0,
  },
  {
    name: 'does not know the mailbox',
    platform: 'SMTP',
    fault: { method: 'RCPT', status: 550 },
    is: { status: 'REFUSED', code: 'NO_SUCH_RECIPIENT' },
    taken: 0,
  },
  { name: 'greylists', platform: 'SMTP', fault: { method: 'RCPT', status: 451 }, is: { status: 'PLANNED', code: 'NOT_NOW' }, taken: 0 },
  {
    name: 'does not take the message',
    platform: 'SMTP',
    fault: { method: 'DATA', status: 554 },
    is: { status: 'REFUSED', code: 'REFUSED' },
    taken: 0,
  },
  {
    name: 'does not take it now',
    platform: 'SMTP',
    fault: { method: 'DATA', status: 452 },
    is: { status: 'PLANNED', code: 'NOT_NOW' },
    taken: 0,
  },
  {
    name: 'does not take our sender',
    platform: 'SMTP',
    fault: { method: 'MAIL', status: 553 },
    is: { status: 'PLANNED', code: 'UNAUTHORIZED' },
    taken: 0,
  },
  {
    name: 'does not know us',
    platform: 'SMTP',
    fault: { method: 'AUTH', status: 535 },
    is: { status: 'PLANNED', code: 'UNAUTHORIZED' },
    taken: 0,
  },
  {
    name: 'hangs up when we sign in',
    platform: 'SMTP',
    fault: { method: 'AUTH', resetBeforeActing: true },
    is: { status: 'PLANNED', code: 'NOT_REACHED' },
    taken: 0,
  },
  { name: 'is slow', platform: 'SMTP', fault: { method: 'DATA', delayMs: 1_200 }, is: { status: 'ACCEPTED', code: null }, taken: 1 },
  {
    name: 'takes it and drops the line',
    platform: 'RESEND',
    fault: { dropAfterActing: true },
    is: { status: 'UNKNOWN', code: 'UNKNOWN_OUTCOME' },
    taken: 1,
  },
  {
    name: 'resets before acting',
    platform: 'RESEND',
    fault: { resetBeforeActing: true },
    is: { status: 'UNKNOWN', code: 'UNKNOWN_OUTCOME' },
    taken: 0,
  },
  { name: 'fails', platform: 'RESEND', fault: { status: 500 }, is: { status: 'UNKNOWN', code: 'UNKNOWN_OUTCOME' }, taken: 0 },
  {
    name: 'asks for patience',
    platform: 'RESEND',
    fault: { status: 429, headers: { 'retry-after': '30' } },
    is: { status: 'PLANNED', code: 'RATE_LIMITED' },
    taken: 0,
  },
  {
    name: 'does not know our key',
    platform: 'RESEND',
    fault: { status: 403, body: '{"statusCode":403,"name":"invalid_api_key","message":"no"}' },
    is: { status: 'PLANNED', code: 'UNAUTHORIZED' },
    taken: 0,
  },
  {
    name: 'refuses the recipient',
    platform: 'RESEND',
    fault: { status: 422, body: '{"statusCode":422,"name":"validation_error","message":"Invalid `to` field."}' },
    is: { status: 'REFUSED', code: 'REFUSED' },
    taken: 0,
  },
  {
    name: 'refuses what is about us',
    platform: 'RESEND',
    fault: { status: 422, body: '{"statusCode":422,"name":"missing_required_field","message":"Missing `from` field."}' },
    is: { status: 'PLANNED', code: 'PLATFORM_REFUSED' },
    taken: 0,
  },
  {
    name: 'knows the key with other words',
    platform: 'RESEND',
    fault: { status: 409, body: '{"statusCode":409,"name":"invalid_idempotent_request","message":"other"}' },
    is: { status: 'UNKNOWN', code: 'UNKNOWN_OUTCOME' },
    taken: 0,
  },
  {
    name: 'answers 200 without an id',
    platform: 'RESEND',
    fault: { status: 200, body: '{}', act: true },
    is: { status: 'UNKNOWN', code: 'UNKNOWN_OUTCOME' },
    taken: 1,
  },
]

test.each(cases)('$platform $name: $is.status', async ({ platform, fault: given, is, taken: count }) => {
  await fault({ provider: platform.toLowerCase(), contentType: 'application/json', ...given })
  const { id } = await sendOne(platform)
  expect(await stored(id)).toMatchObject(is)
  expect(await taken(platform)).toBe(count)
})

test.each(['RESEND', 'SMTP'] as const)(
  '%s: what was not sent goes out once it can, and what is unknown is never sent again',
  async (platform) => {
    await fault({
      provider: platform.toLowerCase(),
      times: 1,
      ...(platform === 'SMTP' ? { method: 'RCPT' } : {}),
      status: platform === 'SMTP' ? 451 : 429,
    })
    const { id } = await sendOne(platform)
    expect((await stored(id)).status).toBe('PLANNED')
    await writer.pool.query('update send set not_before = null, held_until = null where id = $1', [id])
    await freeAllowance()
    await sweepOnce(hands)
    expect((await stored(id)).status).toBe('ACCEPTED')

    await fault({
      provider: platform.toLowerCase(),
      ...(platform === 'SMTP' ? { method: 'DATA' } : { method: 'POST' }),
      dropAfterActing: true,
    })
    await freeAllowance()
    const lost = await sendOne(platform)
    await fault({ provider: 'dns' })
    for (let sweep = 0; sweep < 3; sweep++) await sweepOnce(hands)
    expect((await stored(lost.id)).status).toBe('UNKNOWN')
    expect(await taken(platform)).toBe(2)
  },
)

/** What became of the lead that a send went to. */
async function leadOf(sendId: string) {
  const { rows } = await writer.pool.query(
    `select l.status, array(select g.kind || case when g.detail ->> 'complaint' = 'true' then ' complaint' else '' end from signal g where g.lead_id = l.id and g.detail ->> 'sendId' = s.id::text order by g.kind) as signals,
       exists (select from suppression x where x.person_key = l.person_key and x.lifted_at is null) as "isSuppressed"
     from send s join lead l on l.id = s.lead_id where s.id = $1`,
    [sendId],
  )
  return rows[0]
}

test('what bounced or was complained about at Resend is heard by asking and by its webhook, and has its effect once', async () => {
  // A reset sandbox gives the same ids again: earlier mails must not be taken for these.
  await writer.pool.query(`update send set provider_message_id = null where platform = 'RESEND'`)
  const log = createLog('test', 'silent')
  const bounced = await sendOne('RESEND', { email: `bounced-${Date.now()}@acme-bounces.example` })
  await freeAllowance()
  const complained = await sendOne('RESEND', { email: `complained-${Date.now()}@acme-complains.example` })
  await clientOf(sandbox).control('PUT', 'clock', { advanceMs: 60_000 })
  await freeAllowance()
  const hear = async () => {
    await freeAllowance()
    return hearResend(writer, log, resend, account, 7)
  }
  expect([(await stored(bounced.id)).status, (await stored(complained.id)).status]).toEqual(['ACCEPTED', 'ACCEPTED'])
  // The webhook of one of them comes first.
  const { messageId } = await stored(complained.id)
  const event = { type: 'email.complained', created_at: new Date().toISOString(), data: { email_id: messageId, to: [complained.email] } }
  await recordProviderEvent(
    writer,
    log,
    { kind: 'provider', name: 'Resend' },
    { provider: 'resend', eventType: null, payload: event, receivedAt: null },
  )
  // What bounced not for good is the webhook's to tell, which says why.
  const full = await sendOne('RESEND', { email: `bounced-soft-${Date.now()}@acme-full.example` })
  await clientOf(sandbox).control('PUT', 'clock', { advanceMs: 60_000 })
  expect(await hear()).toMatchObject({ bounced: 2, complained: 1 })
  expect(await leadOf(full.id)).toMatchObject({ signals: [], isSuppressed: false })
  const softly = { ...event.data, email_id: (await stored(full.id)).messageId, bounce: { type: 'Transient', subType: 'MailboxFull' } }
  await recordProviderEvent(
    writer,
    log,
    { kind: 'provider', name: 'Resend' },
    { provider: 'resend', eventType: null, payload: { ...event, type: 'email.bounced', data: softly }, receivedAt: null },
  )
  expect(await leadOf(full.id)).toMatchObject({ signals: ['EMAIL_SOFT_BOUNCED'], isSuppressed: false })
  expect(await hear()).toMatchObject({ bounced: 2, complained: 1 })
  expect(await leadOf(bounced.id)).toEqual({ status: 'BOUNCED', signals: ['EMAIL_BOUNCED'], isSuppressed: true })
  expect(await leadOf(complained.id)).toEqual({ status: 'UNSUBSCRIBED', signals: ['UNSUBSCRIBED complaint'], isSuppressed: true })
  // One of few is above 0.3 %: the motion is paused, as far as a platform tells complaints.
  expect((await writer.pool.query(`select cause from motion_pause where resumed_at is null`)).rows).toContainEqual({
    cause: 'complaint_rate',
  })
  await writer.pool.query('delete from motion_pause')
})

test.each([
  ['Permanent', 'General', 'EMAIL_BOUNCED'],
  ['Undetermined', 'Undetermined', 'EMAIL_BOUNCED'],
  [null, null, 'EMAIL_BOUNCED'],
  ['Transient', 'MailboxFull', 'EMAIL_SOFT_BOUNCED'],
  ['Transient', 'General', 'nothing, it may be an out-of-office'],
])('a bounce of class %s (%s) at Resend is %s', (type, subType, meant) => {
  const data = { email_id: 'e', to: ['ana@acme.example'], bounce: { type, subType } }
  const event = readResendEvent({ type: 'email.bounced', created_at: '2026-11-02T15:04:05.000Z', data })
  expect(event.is === 'person' ? event.signals : []).toEqual(meant.startsWith('EMAIL') ? [meant] : [])
  expect(event.is).toBe(meant.startsWith('EMAIL') ? 'person' : 'noted')
})

test('an address that a mail host refuses for good has bounced; a refused message has not', async () => {
  const log = createLog('test', 'silent')
  await fault({ provider: 'smtp', method: 'RCPT', status: 550 })
  const gone = await sendOne('SMTP')
  await fault({ provider: 'smtp', method: 'DATA', status: 554 })
  const words = await sendOne('SMTP')
  expect([(await stored(gone.id)).code, (await stored(words.id)).code]).toEqual(['NO_SUCH_RECIPIENT', 'REFUSED'])
  await hearSmtp(writer, log)
  await hearSmtp(writer, log)
  expect(await leadOf(gone.id)).toEqual({ status: 'BOUNCED', signals: ['EMAIL_BOUNCED'], isSuppressed: true })
  expect(await leadOf(words.id)).toMatchObject({ signals: [], isSuppressed: false })
  await writer.pool.query('delete from motion_pause')
})

test('a header that would become two never leaves', async () => {
  for (const platform of ['RESEND', 'SMTP'] as const) {
    const { id } = await sendOne(platform, { subject: 'Hello\r\nBcc: everybody@world.example' })
    expect(await stored(id)).toMatchObject({ status: 'REFUSED', code: 'INVALID_CONTENT' })
    expect(await taken(platform)).toBe(0)
  }
})

test('a sandbox hands nothing to another machine, and elsewhere TLS comes first', () => {
  const access = { apiKey: 'p', baseUrl: 'smtp://u@mail.example:587' }
  expect(() => smtpHostOf(access, 'sandbox')).toThrow(/not this machine/)
  expect(smtpHostOf(access, 'production')).toMatchObject({ needsTls: true, isTlsFromStart: false, port: 587, user: 'u', password: 'p' })
  expect(smtpHostOf({ ...access, baseUrl: 'smtps://u@mail.example' }, 'production')).toMatchObject({ isTlsFromStart: true, port: 465 })
})
