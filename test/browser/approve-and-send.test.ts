import { createWriter } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ghlPlatform } from '../../jobs/src/dispatch/execute/ghl/ghl-platform.ts'
import { sweepOnce } from '../../jobs/src/dispatch/execute/sweep-once.ts'
import { createGhl } from '../../jobs/src/providers/ghl.ts'
import * as make from '../harness/make.ts'
import { makeBatch, moveClock, sendTo, tuesdayMorning } from '../harness/make-dispatch.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import { focused, lookInBoth, startWorld, type World } from './world.ts'

const account = 'dani@chiefai.ai'
let world: World
let sandbox: Sandbox
let isRunning = true
let runner: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  world = await startWorld()
  sandbox = await startSandbox({ delays: 'off', people: 10, clockOffsetMs: Date.parse(tuesdayMorning) - Date.now() })
  const writer = createWriter({ url: world.api.database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
  const log = createLog('test', 'silent')
  const access = { apiKey: 'sandbox-ghl-key', baseUrl: `${sandbox.url}/ghl`, locationId: 'swarmSandboxLocation', calendarId: null }
  const ghl = createGhl(access, { mode: 'sandbox', writer, log })
  await moveClock(writer, tuesdayMorning)
  const { pool } = writer
  // Nobody of the application may end the ramp by hand.
  const owner = createWriter({ url: world.api.database.urls.superuser, name: 'owner', maxConnections: 1, onConnectionError: () => {} })
  await owner.pool.query(`select graduate_ramp('test', 'for a test')`)
  await owner.end()
  await pool.query(`insert into provider_hook (provider, is_hearing, checked_at) values ('ghl', true, now() + interval '1 day')`)
  await pool.query(
    `insert into sending_account (platform, address, domain, position, checked_at) values ('GHL', $1, 'chiefai.ai', 1, now())`,
    [account],
  )
  const { batchId } = await makeBatch(writer, [sendTo('test@inside.example', { account, platform: 'GHL', step: 0 })], { isTest: true })
  await pool.query(`update send set status = 'PROVEN', proven_at = business_now() where batch_id = $1`, [batchId])
  await pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  const hands = { writer, log, instantly: null, direct: [ghlPlatform({ writer, log, ghl })], stopping: new AbortController().signal }
  runner = (async () => {
    while (isRunning) {
      await sweepOnce(hands)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await ghl.close()
    await writer.end()
  })()
})
afterAll(async () => {
  isRunning = false
  await runner
  await sandbox.stop()
  await world.stop()
})

async function warmDraft(firstName: string): Promise<make.MadeDraft> {
  const { writer } = world.api
  await writer.pool.query(`update draft set status = 'WITHDRAWN' where status in ('PENDING', 'APPROVED')`)
  const lead = await make.lead(writer, { firstName, columns: { status: 'REPLIED' } })
  await writer.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail) values (uuid_v7(business_now()), $1, 'EMAIL_REPLIED', 'ghl', business_now() - interval '1 hour', '{}')`,
    [lead.id],
  )
  return make.draft(writer, { lead })
}
const sendsOf = async (draft: make.MadeDraft) =>
  (await world.api.writer.pool.query<{ status: string }>('select status from send where draft_id = $1', [draft.id])).rows.map(
    ({ status }) => status,
  )

describe('approve and send', () => {
  test('asks, holds for ten seconds, and says what the platform said', async () => {
    const draft = await warmDraft('Ana')
    const { page, leave, complaints } = await world.visit('Dana', '/queue')
    await page.getByRole('article', { name: 'Draft for Ana Ruiz' }).waitFor()
    await page.keyboard.press('s')
    await page.getByText(`Send now through GHL to ${draft.lead.email}?`).waitFor()
    // The key that asked can not answer.
    await page.keyboard.press('Enter')
    await page.getByText('Send now through GHL').waitFor()
    await lookInBoth(page, 'queue-send-asked')
    await page.waitForTimeout(450)
    await page.keyboard.press('Enter')
    await page.getByText(/sends in \d+ s\./).waitFor()
    expect(await focused(page)).not.toMatch(/^BODY/)
    expect(await sendsOf(draft)).toEqual([])
    await lookInBoth(page, 'queue-send-hold')
    await page.getByText('Email sent via GHL. Proof is expected within an hour.').first().waitFor()
    await lookInBoth(page, 'queue-sent')
    expect(await sendsOf(draft)).toEqual(['ACCEPTED'])
    expect(complaints).toEqual([])
    await leave()
  })
})

test('undone in the hold, nothing was asked of the server and the draft is back', async () => {
  const draft = await warmDraft('Bo')
  // Whoever turns a page's clock can't give the page back.
  const { page } = await world.visit('Dana', '/queue')
  await page.getByRole('article', { name: 'Draft for Bo Ruiz' }).waitFor()
  await page.clock.install()
  await page.keyboard.press('s')
  await page.getByText(`Send now through GHL to ${draft.lead.email}?`).waitFor()
  await page.clock.fastForward(450)
  await page.keyboard.press('Enter')
  await page.getByText(/sends in \d+ s\./).waitFor()
  await page.keyboard.press('u')
  await page.getByRole('option', { name: /Bo Ruiz/ }).waitFor()
  await page.clock.fastForward(20_000)
  expect(await sendsOf(draft)).toEqual([])
})
