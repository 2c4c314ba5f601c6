import type { Writer } from '@swarm/db/write'
import type { SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import { createLog } from '@swarm/jobs/log'
import type { AllHands } from '../../jobs/src/dispatch/execute/hands.ts'
import { heyreachPlatform } from '../../jobs/src/dispatch/execute/heyreach/heyreach-platform.ts'
import { createHeyreach, type Heyreach } from '../../jobs/src/providers/heyreach.ts'
import * as make from './make.ts'
import { changeSettings, makeBatch, proveByHand, sendTo } from './make-dispatch.ts'

/** The sandbox's first LinkedIn profile. */
export const linkedinAccount = { address: 'dani@chiefai.example', providerId: 5_001 }

/** The campaigns of the sandbox's HeyReach. */
export const linkedinCampaigns = { request: 334_381, message: 334_402, followUp: 334_403, threeMessages: 334_314 }

/** Everything that LinkedIn's checklist asks for, in rows; the campaigns as the sandbox will say. No process of ours may end the ramp by itself: `owner` does. */
export async function openLinkedin(writer: Writer, owner: Pick<Writer, 'pool'>): Promise<void> {
  const { pool } = writer
  await owner.pool.query(`select graduate_ramp('test', 'for a test')`)
  await pool.query(
    `insert into provider_hook (provider, is_hearing, checked_at) values ('heyreach', true, now() + interval '1 day')
     on conflict (provider) do update set is_hearing = true, problem = null, checked_at = excluded.checked_at`,
  )
  await pool.query(
    `insert into sending_account (platform, address, domain, provider_account_id, position, checked_at)
     values ('HEYREACH', $1, 'linkedin.com', $2, 0, now()) on conflict do nothing`,
    [linkedinAccount.address, String(linkedinAccount.providerId)],
  )
  await changeSettings(writer, 'linkedin', ['warmupStartedOn'], '2026-01-01')
  await changeSettings(writer, 'linkedin', ['isNativeSyncOff'], true)
  await changeSettings(writer, 'linkedin', ['campaigns'], {
    requestTier1: linkedinCampaigns.request,
    requestTier2: linkedinCampaigns.request,
    message: linkedinCampaigns.message,
    followUp: linkedinCampaigns.followUp,
  })
  await pool.query(
    `insert into linkedin_campaign (id, name, status, action, checked_at)
     select id, 'x', 'IN_PROGRESS', 'LINKEDIN_REQUEST', now() + interval '1 day' from unnest($1::integer[]) id on conflict (id) do nothing`,
    [[linkedinCampaigns.request, linkedinCampaigns.message, linkedinCampaigns.followUp]],
  )
  const tests = Array.from({ length: 5 }, (_, index) =>
    linkedinSend({ person: `in:our-profile-${index}`, address: `in:our-profile-${index}`, step: 0 }),
  )
  for (const send of tests) {
    const { batchId } = await makeBatch(writer, [send], { isTest: true })
    await proveByHand(writer, batchId)
    await pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  }
}

/** A request on LinkedIn that nothing speaks against but what `given` says. */
export function linkedinSend(given: Partial<SendToFreeze> = {}): SendToFreeze {
  return sendTo('in:nobody', {
    channel: 'LINKEDIN',
    action: 'LINKEDIN_REQUEST',
    platform: 'HEYREACH',
    account: linkedinAccount.address,
    domain: null,
    subject: null,
    text: 'Hello, glad to connect',
    html: '<div>Hello, glad to connect</div>',
    ...given,
  })
}

let made = 0

/** An approved LinkedIn draft of a lead of its own, and the send of it. */
export async function approvedLinkedinSend(writer: Writer, given: Partial<SendToFreeze> = {}): Promise<SendToFreeze & { url: string }> {
  const slug = `lea-${Date.now().toString(36)}-${++made}-syn`
  const url = `https://www.linkedin.com/in/${slug}`
  const lead = await make.lead(writer, { columns: { status: 'APPROVED', linkedin_key: `in:${slug}`, linkedin_url: url } })
  const action = given.action ?? 'LINKEDIN_REQUEST'
  const columns = {
    status: 'APPROVED',
    decided_at: await make.now(writer),
    channel: 'LINKEDIN',
    action,
    subject: null,
    original_subject: null,
  }
  const draft = await make.draft(writer, { lead, columns })
  const send = linkedinSend({ person: lead.email, address: `in:${slug}`, lead: lead.id, draft: draft.id, draftVersion: 1, ...given })
  return { ...send, url }
}

/** The hands with HeyReach alone, in this process. */
export function linkedinHands(writer: Writer, sandboxUrl: string): AllHands & { heyreach: Heyreach } {
  const log = createLog('test', 'silent')
  const heyreach = createHeyreach(
    { apiKey: 'sandbox-heyreach-key', baseUrl: `${sandboxUrl}/heyreach/api/public`, webhookSecret: null, callsPerMinute: 6_000 },
    { mode: 'sandbox', writer, log },
  )
  return { writer, log, stopping: new AbortController().signal, instantly: null, direct: [heyreachPlatform(writer, heyreach)], heyreach }
}
