import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import { REPLY_STOP } from '../craft/footer.ts'
import { type Organisation, organisationSection } from '../craft/organisation.ts'
import { InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import { registrableDomain } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import type { Wake } from '../queue/wake.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { decideBatch } from './decide-batch.ts'
import { type DispatchSettings, dispatchSection } from './dispatch-settings.ts'
import { type FrozenBatch, freezeBatch, type SendToFreeze } from './freeze-batch.ts'
import { outgoing } from './frozen-send.ts'
import { refuseWhileStopped } from './refuse-while-stopped.ts'
import { openWindow } from './send-window.ts'

function testText({ company, postalAddress }: Organisation, account: string) {
  return {
    subject: `Internal test of ${account}`,
    body: `This is an internal test. It shows that ${account} sends through the same path as every other message.\n\nNobody outside the organisation gets it.`,
    footer: `${company}, ${postalAddress}\n${REPLY_STOP}`,
  }
}

/** Each test is a round of its own, at step 0, which no cadence has: its once-key never stands in the way of another. */
async function nextRound(tx: Sql, person: string): Promise<number> {
  const { rows } = await tx.execute<{ round: number }>(sql`
    select coalesce(max(s.round), 0) + 1 as round from send s join batch b on b.id = s.batch_id where b.is_test and s.person = ${person}`)
  return rows[0]?.round ?? 1
}

type TestMessage = Pick<SendToFreeze, 'person' | 'address' | 'domain' | 'channel' | 'action' | 'subject' | 'text' | 'html' | 'headers'>

/** To the first test recipient of the settings. */
function testEmail(settings: DispatchSettings, organisation: Organisation, account: string): TestMessage {
  const [recipient] = settings.testRecipients
  const parsed = parseEmail(recipient ?? '')
  if (!parsed.ok) throw new InvalidInputError('The settings name no test recipient (dispatch.testRecipients).', ['account'])
  const { personKey, address, domain } = parsed.email
  return {
    person: personKey,
    address,
    domain: registrableDomain(domain),
    channel: 'EMAIL',
    action: 'EMAIL',
    ...outgoing(testText(organisation, account), organisation.bookingLink),
  }
}

/** A request to the first test profile that no test was sent to yet: nobody can be asked twice to connect. */
async function testRequest(tx: Sql, settings: DispatchSettings, organisation: Organisation): Promise<TestMessage> {
  const keys = settings.testProfiles.flatMap((url) => {
    const parsed = parseLinkedinProfile(url)
    return parsed.ok ? [parsed.profile.key] : []
  })
  const { rows } = await tx.execute<{ key: string }>(sql`
    select k.key from unnest(${sql.param(keys)}::text[]) with ordinality k(key, place)
    where not exists (select from send s where s.person = k.key and s.status in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN'))
    order by k.place limit 1`)
  const [next] = rows
  if (!next) throw new InvalidInputError('The settings name no test profile that was not tested yet (dispatch.testProfiles).', ['account'])
  const note = { subject: null, body: `This is an internal test of ${organisation.company}. No need to answer.`, footer: '' }
  return {
    person: next.key,
    address: next.key,
    domain: null,
    channel: 'LINKEDIN',
    action: 'LINKEDIN_REQUEST',
    ...outgoing(note, organisation.bookingLink),
  }
}

/** What speaks against it now, by code: the caller hears it instead of watching a batch that can't go out. */
async function refuseBlocked(tx: Sql, batchId: string): Promise<void> {
  const { rows } = await tx.execute<{ code: string; message: string }>(sql`
    select rule as code, message from send_verdicts(send_items(array(select id from send where batch_id = ${batchId})), 'PLAN')
    where not passed and rule in ('INVALID_RECIPIENT', 'EXCLUDED_DOMAIN', 'DOMAIN_CONCENTRATION', 'EXCLUDED_ADDRESS', 'SUPPRESSED', 'CEILING', 'NOT_READY') order by place`)
  const [first] = rows
  if (first) throw new RefusedError('GUARD_REFUSED', first.message, rows)
}

/**
 * Sends a fixed text from one account to a test recipient (on LinkedIn: a test profile) of the settings: a batch of one, frozen and approved by the caller in one
 * go, and from there on like any other. An account's first live send waits until its test was proven.
 */
export async function sendTest(writer: Writer, wake: Wake, actor: Actor, { account }: { account: string }): Promise<{ batchId: string }> {
  const { batchId } = await writer.transaction(async (tx): Promise<FrozenBatch> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.dispatch'))`)
    await refuseWhileStopped(tx)
    const now = await businessNow(tx)
    const { document: settings } = await loadSettings(tx, dispatchSection)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    // An address may stand at several platforms: they are tested in turns.
    const { rows } = await tx.execute<{ address: string; platform: string }>(sql`
      select a.address, a.platform from sending_account a where a.address = lower(${account})
      order by (select max(s.created_at) from batch b join send s on s.batch_id = b.id where b.is_test and s.platform = a.platform and s.account = a.address) nulls first, a.platform
      limit 1`)
    const sender = rows[0]
    if (!sender) throw new NotFoundError(`${account} is not one of our accounts.`)
    const message =
      sender.platform === 'HEYREACH' ? await testRequest(tx, settings, organisation) : testEmail(settings, organisation, sender.address)
    const window = openWindow(now, settings.batchExpiryHours, organisation.timeZone)
    const batch = await freezeBatch(tx, actor, now, {
      motion: 'OUTBOUND',
      isTest: true,
      openWindowReason: 'An internal test waits for no window.',
      expiryHours: settings.batchExpiryHours,
      held: [],
      sends: [
        {
          lead: null,
          draft: null,
          draftVersion: null,
          ...message,
          platform: sender.platform,
          account: sender.address,
          motion: 'OUTBOUND',
          round: await nextRound(tx, message.person),
          step: 0,
          scheduledAt: window.scheduledAt.toISOString(),
          windowFrom: window.from.toISOString(),
          windowTo: window.to.toISOString(),
          zone: organisation.timeZone,
          tier: null,
          angle: null,
          nameKeys: [],
          lawRegion: null,
        },
      ],
    })
    await refuseBlocked(tx, batch.batchId)
    const refusal = await decideBatch(tx, actor, { ...batch, reason: 'Internal test' }, true)
    if (refusal) throw refusal
    return batch
  })
  await wake('executeBatch', { batchId }, batchId)
  return { batchId }
}
