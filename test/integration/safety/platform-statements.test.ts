import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { drawStatements } from '@swarm/jobs/statements/draw-statements'
import { ghlStatement } from '@swarm/jobs/statements/ghl-statement'
import { heyreachStatement } from '@swarm/jobs/statements/heyreach-statement'
import { resendStatement } from '@swarm/jobs/statements/resend-statement'
import { type StatementSource, smtpStatement } from '@swarm/jobs/statements/statement-source'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ghlPlatform } from '../../../jobs/src/dispatch/execute/ghl/ghl-platform.ts'
import type { AllHands } from '../../../jobs/src/dispatch/execute/hands.ts'
import { sweepOnce } from '../../../jobs/src/dispatch/execute/sweep-once.ts'
import { createGhl, type Ghl } from '../../../jobs/src/providers/ghl.ts'
import type { Heyreach } from '../../../jobs/src/providers/heyreach.ts'
import { createResendPlatform } from '../../../jobs/src/providers/resend/resend-platform.ts'
import { createResend, type Resend } from '../../../jobs/src/providers/resend.ts'
import { createSmtpPlatform } from '../../../jobs/src/providers/smtp/smtp-platform.ts'
import { smtpHostOf } from '../../../jobs/src/providers/smtp.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { openWindow } from '../../harness/execution.ts'
import { approvedLinkedinSend, linkedinAccount, linkedinCampaigns, linkedinHands, openLinkedin } from '../../harness/linkedin.ts'
import { approvedSend, changeSettings, makeBatch, moveClock, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { clientOf } from '../../sandbox/testing/client.ts'

type MailPlatform = 'GHL' | 'RESEND' | 'SMTP'
const mailPlatforms: readonly MailPlatform[] = ['GHL', 'RESEND', 'SMTP']
const log = createLog('test', 'silent')
const account = 'ana@mail.example'

let database: TestDatabase
let writer: Writer
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let ghl: Ghl
let heyreach: Heyreach
let resend: Resend
let hands: AllHands
let sources: StatementSource[]
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 6, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await openLinkedin(writer, writer)
  sandbox = await startSandbox({ people: 1, delays: 'off', clockOffsetMs: Date.parse(tuesdayMorning) - Date.now() })
  await clientOf(sandbox).control('PUT', 'behaviour', {
    limits: { heyreachPerMinute: null, ghlPer10Seconds: null },
    // Nobody says anything: who unsubscribed within the day that passes could not be written to by hand.
    rates: { bounce: 0, unsubscribe: 0, reply: 0, autoReply: 0, linkedinReply: 0 },
  })
  await fetch(`${sandbox.url}/heyreach/api/public/campaign/StartCampaign?campaignId=${linkedinCampaigns.request}`, {
    method: 'POST',
    headers: { 'x-api-key': 'sandbox-heyreach-key' },
  })
  const linkedin = linkedinHands(writer, sandbox.url)
  heyreach = linkedin.heyreach
  const http = { mode: 'sandbox', writer, log } as const
  const location = { locationId: 'swarmSandboxLocation', calendarId: null }
  ghl = createGhl({ apiKey: 'sandbox-ghl-key', baseUrl: `${sandbox.url}/ghl`, ...location }, http)
  resend = createResend({ apiKey: 'sandbox-resend-key', baseUrl: `${sandbox.url}/resend` }, http)
  const host = smtpHostOf({ apiKey: 'sandbox-smtp-password', baseUrl: `smtp://sandbox@127.0.0.1:${sandbox.smtpPort}` }, 'sandbox')
  hands = {
    ...linkedin,
    direct: [...linkedin.direct, ghlPlatform({ writer, log, ghl }), createResendPlatform(resend), createSmtpPlatform(host)],
  }
  sources = [heyreachStatement(writer, heyreach), ghlStatement(ghl), resendStatement(resend), smtpStatement]
  for (const name of ['emailPerDay', 'emailPerAccountPerDay', 'emailPerDomainPerDay', 'emailPerDomainPerBatch'])
    await changeSettings(writer, 'dispatch', ['ceilings', name], 10_000)
  await writer.pool.query(`insert into provider_hook (provider, is_hearing, checked_at) values ('ghl', true, now() + interval '1 day')`)
  for (const platform of mailPlatforms) {
    await writer.pool.query(
      `insert into sending_account (platform, address, domain, position, created_at) values ($1, $2, 'mail.example', 1, '2026-01-01')`,
      [platform, account],
    )
    const { sendIds, batchId } = await makeBatch(writer, [await approvedSend(writer, { platform, account })], { isTest: true })
    await writer.pool.query(`update send set status = 'PROVEN', proven_at = business_now() where id = any ($1)`, [sendIds])
    await writer.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  }
  // What the harness proved by hand no platform ever saw: it was another day.
  await writer.pool.query(`update send set proven_at = proven_at - interval '10 days' where status = 'PROVEN'`)
})
afterAll(async () => {
  await Promise.all([ghl.close(), heyreach.close(), resend.close()])
  await sandbox.stop()
  await writer.end()
  await database.drop()
})

const pass = async (ms: number) => {
  await writer.pool.query(`update installation set moved = moved + make_interval(secs => $1)`, [ms / 1_000])
  await clientOf(sandbox).control('PUT', 'clock', { advanceMs: ms })
}
async function drawAgain() {
  await writer.pool.query('delete from daily_statement')
  await drawStatements(writer, log, sources)
  const { rows } = await writer.pool.query<{
    platform: string
    ours: number
    theirs: number | null
    problem: string | null
    kinds: string[]
  }>(
    `select platform, ours, theirs, problem, array(select d ->> 'kind' from jsonb_array_elements(differences) d) as kinds
     from daily_statement where day = '2026-11-24' order by platform::text`,
  )
  return rows
}

let requested = ''
let mailTo: { address: string; contactId: string }
test('what went out by four platforms stands on both sides, and a mail host is silent', async () => {
  for (const platform of mailPlatforms) {
    const motion = platform === 'GHL' ? { motion: 'NURTURE' as const } : {}
    await makeBatch(writer, [await approvedSend(writer, { ...openWindow, platform, account, ...motion })])
  }
  const request = await approvedLinkedinSend(writer, openWindow)
  requested = request.url
  await clientOf(sandbox).control('PUT', 'behaviour', { linkedinFates: { [requested]: 'accept' } })
  await makeBatch(writer, [request])
  for (let turn = 0; turn < 4; turn++) {
    await sweepOnce(hands)
    await pass(turn === 0 ? 60_000 : 2 * 3_600_000)
  }
  const { rows } = await writer.pool.query<{ platform: string; status: string; address: string; contactId: string }>(
    `select platform, s.status, address, provider_lead_id as "contactId" from send s join batch b on b.id = s.batch_id
     where not b.is_test order by platform::text`,
  )
  expect(rows.map(({ platform, status }) => `${platform} ${status}`)).toEqual(
    ['GHL', 'HEYREACH', 'RESEND', 'SMTP'].map((one) => `${one} PROVEN`),
  )
  mailTo = rows[0] ?? { address: '', contactId: '' }
  await pass(86_400_000)
  const equal = { ours: 1, theirs: 1, problem: null, kinds: [] }
  expect(await drawAgain()).toEqual([
    { platform: 'GHL', ...equal },
    { platform: 'HEYREACH', ...equal },
    { platform: 'RESEND', ...equal },
    { platform: 'SMTP', ours: 1, theirs: null, problem: expect.stringContaining('can’t be asked'), kinds: [] },
  ])
})

test('a message that a platform no longer knows, a person whom nobody of ours added and a second mail are found', async () => {
  await clientOf(sandbox).control('PUT', 'clock', { to: '2026-11-24T17:00:00.000Z' })
  const byHand = { attemptKey: 'by hand', beforeWrite: () => true }
  await heyreach.campaigns.addLead(
    linkedinCampaigns.request,
    linkedinAccount.providerId,
    {
      profileUrl: 'https://www.linkedin.com/in/added-by-hand-syn',
      firstName: null,
      lastName: null,
      companyName: null,
      position: null,
      fields: {},
    },
    byHand,
  )
  const mail = { contactId: mailTo.contactId, from: account, to: mailTo.address, subject: 'Again', html: '<div>Again</div>' }
  await ghl.conversations.sendMail(mail, byHand)
  await clientOf(sandbox).control('PUT', 'clock', { advanceMs: 5 * 3_600_000 })
  await writer.pool.query(
    `update send set provider_message_id = 'nobody-knows-it' where platform = 'RESEND' and provider_message_id is not null`,
  )
  expect((await drawAgain()).map(({ platform, kinds }) => [platform, kinds])).toEqual([
    ['GHL', ['TWICE']],
    ['HEYREACH', ['THEIRS_ALONE']],
    ['RESEND', ['OURS_ALONE']],
    ['SMTP', []],
  ])
  const { rows } = await writer.pool.query('select reason from emergency_stop where lifted_at is null')
  expect(rows).toEqual([{ reason: expect.stringContaining('GHL says 2') }])
})

test('who accepts a request on a later day was sent no second one that day', async () => {
  await clientOf(sandbox).control('PUT', 'clock', { advanceMs: 61 * 3_600_000 })
  const lead = (await heyreach.campaigns.leads(linkedinCampaigns.request)).find(({ profileUrl }) =>
    profileUrl.includes(requested.slice(28)),
  )
  expect(lead?.isConnected).toBe(true)
  const acceptedAt = Date.parse(lead?.lastActionAt ?? '')
  const source = heyreachStatement(writer, heyreach)
  if (!('sentBetween' in source)) throw new Error('HeyReach can be asked')
  // No send of ours is of the day that is asked for.
  expect(await source.sentBetween(new Date(acceptedAt - 1_000), new Date(acceptedAt + 1_000), [])).toEqual([])
})
