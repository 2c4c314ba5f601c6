import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import { REPLY_STOP } from '../craft/footer.ts'
import { type Organisation, organisationSection } from '../craft/organisation.ts'
import { InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import { registrableDomain } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import type { Wake } from '../queue/wake.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { decideBatch } from './decide-batch.ts'
import { dispatchSection } from './dispatch-settings.ts'
import { type FrozenBatch, freezeBatch } from './freeze-batch.ts'
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

/** What speaks against it now, by code: the caller hears it instead of watching a batch that can't go out. */
async function refuseBlocked(tx: Sql, batchId: string): Promise<void> {
  const { rows } = await tx.execute<{ code: string; message: string }>(sql`
    select rule as code, message from send_verdicts(send_items(array(select id from send where batch_id = ${batchId})), 'PLAN')
    where not passed and rule in ('INVALID_RECIPIENT', 'EXCLUDED_DOMAIN', 'DOMAIN_CONCENTRATION', 'EXCLUDED_ADDRESS', 'SUPPRESSED', 'CEILING', 'NOT_READY') order by place`)
  const [first] = rows
  if (first) throw new RefusedError('GUARD_REFUSED', first.message, rows)
}

/**
 * Sends a fixed text from one account to the first test recipient of the settings: a batch of one, frozen and approved by the caller in one
 * go, and from there on like any other. An account's first live send waits until its test was proven.
 */
export async function sendTest(writer: Writer, wake: Wake, actor: Actor, { account }: { account: string }): Promise<{ batchId: string }> {
  const { batchId } = await writer.transaction(async (tx): Promise<FrozenBatch> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.dispatch'))`)
    await refuseWhileStopped(tx)
    const now = await businessNow(tx)
    const { document: settings } = await loadSettings(tx, dispatchSection)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    const { rows } = await tx.execute<{ address: string; platform: string }>(
      sql`select address, platform from sending_account where address = lower(${account}) order by platform limit 1`,
    )
    const sender = rows[0]
    if (!sender) throw new NotFoundError(`${account} is not one of our accounts.`)
    const [recipient] = settings.testRecipients
    const parsed = parseEmail(recipient ?? '')
    if (!parsed.ok) throw new InvalidInputError('The settings name no test recipient (dispatch.testRecipients).', ['account'])
    const { personKey, address, domain } = parsed.email
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
          person: personKey,
          address,
          channel: 'EMAIL',
          action: 'EMAIL',
          platform: sender.platform,
          account: sender.address,
          motion: 'OUTBOUND',
          round: await nextRound(tx, personKey),
          step: 0,
          ...outgoing(testText(organisation, sender.address), organisation.bookingLink),
          scheduledAt: window.scheduledAt.toISOString(),
          windowFrom: window.from.toISOString(),
          windowTo: window.to.toISOString(),
          zone: organisation.timeZone,
          domain: registrableDomain(domain),
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
