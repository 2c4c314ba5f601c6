import { createWriter } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { z } from 'zod'
import type { ContactSync } from '../../../jobs/src/contacts/sync-contacts.ts'
import { ghlPlatform } from '../../../jobs/src/dispatch/execute/ghl/ghl-platform.ts'
import type { AllHands } from '../../../jobs/src/dispatch/execute/hands.ts'
import { createGhl } from '../../../jobs/src/providers/ghl.ts'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { openWindow } from '../../harness/execution.ts'
import { approvedSend, changeSettings, type MadeBatch, makeBatch, moveClock, sendTo, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { controlOf } from '../../sandbox/testing/control.ts'

export const account = 'dani@chiefai.ai'
const locationId = 'swarmSandboxLocation'

const requestShape = z.object({
  seq: z.number(),
  method: z.string(),
  path: z.string(),
  body: z.string(),
  status: z.number().nullable(),
  acted: z.boolean(),
  headers: z.record(z.string(), z.string()),
})

/** The sandbox's GoHighLevel and the product around it, on one clock that the test moves: a Tuesday morning in Denver. */
export async function startGhlWorld() {
  const sandbox = await startSandbox({ delays: 'off', people: 10, clockOffsetMs: Date.parse(tuesdayMorning) - Date.now() })
  const control = controlOf(sandbox.url)
  const { publicKey } = z.object({ ghl: z.object({ publicKey: z.string() }) }).parse(await control('GET', 'state')).ghl
  const api: TestApi = await startTestApi({ webhookSecrets: { isStrict: true, instantly: hookSecret, ghlPublicKey: publicKey } })
  const writer = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 5, onConnectionError: () => {} })
  const log = createLog('test', 'silent')
  const ghl = createGhl(
    { apiKey: 'sandbox-ghl-key', baseUrl: `${sandbox.url}/ghl`, locationId, calendarId: 'swarmSandboxCalendar' },
    { mode: 'sandbox', writer, log },
  )
  const sync: ContactSync = { writer, log, ghl }
  const hands: AllHands = { writer, log, instantly: null, direct: [ghlPlatform(sync)], stopping: new AbortController().signal }

  await moveClock(writer, tuesdayMorning)
  await control('PUT', 'behaviour', { limits: { ghlPer10Seconds: null } })
  // Nobody of the application may end the ramp by hand.
  const owner = createWriter({ url: api.database.urls.superuser, name: 'owner', maxConnections: 1, onConnectionError: () => {} })
  await owner.pool.query(`select graduate_ramp('test', 'for a test')`)
  await owner.end()
  await writer.pool.query(`insert into provider_hook (provider, is_hearing, checked_at) values ('ghl', true, now() + interval '1 day')`)
  for (const name of ['emailPerDay', 'emailPerAccountPerDay', 'emailPerDomainPerDay', 'emailPerDomainPerBatch'])
    await changeSettings(writer, 'dispatch', ['ceilings', name], 10_000)
  await writer.pool.query(
    `insert into sending_account (platform, address, domain, position, checked_at) values ('GHL', $1, 'chiefai.ai', 1, now())`,
    [account],
  )
  const { batchId } = await makeBatch(writer, [sendTo('test@inside.example', { account, platform: 'GHL', step: 0 })], { isTest: true })
  await writer.pool.query(`update send set status = 'PROVEN', proven_at = business_now() where batch_id = $1`, [batchId])
  await writer.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])

  let written = 0
  return {
    api,
    writer,
    ghl,
    sync,
    hands,
    control,
    sandboxUrl: sandbox.url,
    env: {
      GHL_BASE_URL: `${sandbox.url}/ghl`,
      GHL_API_KEY: 'sandbox-ghl-key',
      GHL_LOCATION_ID: locationId,
      GHL_CALENDAR_ID: 'swarmSandboxCalendar',
    },
    listen: () => control('PUT', 'behaviour', { ghlHookUrl: `${api.url}/webhooks/ghl` }),
    deafen: () => control('PUT', 'behaviour', { ghlHookUrl: null }),
    apply: () => applyAllDeliveries(writer, log),
    /** Both clocks, at once. */
    async pass(ms: number): Promise<void> {
      await writer.pool.query(`update installation set moved = moved + make_interval(secs => $1)`, [ms / 1_000])
      await control('PUT', 'clock', { advanceMs: ms })
    },
    async requests(path: string) {
      const answer = await control('GET', `requests?provider=ghl&path=${encodeURIComponent(path)}`)
      return z.object({ items: z.array(requestShape) }).parse(answer).items
    },
    /** Delivering requests to one contact's address; what the sandbox saw is the witness. */
    async mailsTo(address: string) {
      const asked = await this.requests('^/conversations/messages$')
      return asked.filter(({ body }) => z.object({ emailTo: z.string() }).parse(JSON.parse(body)).emailTo === address)
    },
    /** A frozen, approved batch of one to a lead of its own. */
    async approved(): Promise<MadeBatch & { address: string; leadId: string; html: string }> {
      const token = `token-${++written}-${'x'.repeat(20)}`
      const html = `<div>Hello ${written} &amp; friends<br/>https://swarm.example/u/${token}</div>`
      const send = await approvedSend(writer, {
        ...openWindow,
        account,
        platform: 'GHL',
        motion: 'NURTURE',
        subject: `An idea, number ${written}`,
        html,
      })
      return { ...(await makeBatch(writer, [send])), address: send.address, leadId: send.lead ?? '', html }
    },
    async sendRow(id: string) {
      const { rows } = await writer.pool.query<{ status: string; code: string | null; proofChecks: number; messageId: string | null }>(
        `select status, code, proof_checks as "proofChecks", provider_message_id as "messageId" from send where id = $1`,
        [id],
      )
      const [row] = rows
      if (!row) throw new Error('no such send')
      return row
    },
    async call(method: string, path: string, body?: unknown, version = '2021-07-28') {
      const answer = await fetch(`${sandbox.url}/ghl${path}`, {
        method,
        headers: { authorization: 'Bearer sandbox-ghl-key', version, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const json: unknown = await answer.json()
      return json
    },
    /** A contact as somebody at the CRM makes one. */
    async contact(email: string, more: Record<string, unknown> = {}) {
      const shape = z.object({ contact: z.object({ id: z.string(), tags: z.array(z.string()) }) })
      return shape.parse(await this.call('POST', '/contacts/upsert', { locationId, email, firstName: 'Dana', ...more })).contact
    },
    async stop(): Promise<void> {
      await ghl.close()
      await writer.end()
      await api.stop()
      await sandbox.stop()
    },
  }
}

export type GhlWorld = Awaited<ReturnType<typeof startGhlWorld>>
