import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Log } from '../log.ts'
import type { Resend } from '../providers/resend.ts'
import { applyDeliveries } from '../signals/apply-deliveries.ts'
import { storeDeliveries } from '../signals/store-deliveries.ts'

type Gone = { id: string; address: string; messageId: string; isHeard: boolean; isOld: boolean }

/** Of the days that are judged. */
export type ResendCounts = { sent: number; bounced: number; complained: number }

/** Mails of one account that are asked about at a time; Resend answers two a second. */
const mostMails = 200

/** So long a bounce whose class nobody can tell waits for the webhook, which brings it and is tried for a day (email-backends.md). */
const classHours = 24

/** What Resend last said of a mail, as the event that its webhook would have brought. */
const events: Readonly<Record<string, string>> = {
  bounced: 'email.bounced',
  complained: 'email.complained',
  suppressed: 'email.suppressed',
}

/**
 * What Resend says of an account's mails of these days, which are asked about one by one. What bounced or was complained about is kept and
 * applied as its webhook would have brought it, so that whichever comes first has the one effect (I7, I26). Of a bounce a mail does not say
 * whether it was for good: Resend's list of suppressed addresses does. Throws ProviderError when one can't be read: a count with a hole would look like good news.
 */
export async function hearResend(writer: Writer, log: Log, resend: Resend, account: string, windowDays: number): Promise<ResendCounts> {
  const { rows } = await writer.sql.execute<Gone>(sql`
    select s.id, s.address, s.provider_message_id as "messageId", exists (
      select from signal g where g.lead_id = s.lead_id and g.kind in ('EMAIL_BOUNCED', 'EMAIL_SOFT_BOUNCED', 'UNSUBSCRIBED') and g.detail ->> 'sendId' = s.id::text) as "isHeard",
      s.accepted_at < (select business_now()) - make_interval(hours => ${classHours}) as "isOld"
    from send s where s.platform = 'RESEND' and s.account = ${account} and s.provider_message_id is not null
      and s.accepted_at >= (select business_now()) - make_interval(days => ${windowDays}) order by s.accepted_at desc limit ${mostMails}`)
  const heard: { mail: Gone; event: string }[] = []
  for (const mail of rows) heard.push({ mail, event: (await resend.find(mail.messageId))?.lastEvent ?? '' })
  const at = (await businessNow(writer.sql)).toISOString()
  const missed: object[] = []
  for (const { mail, event } of heard) {
    const type = events[event]
    if (mail.isHeard || type === undefined) continue
    if (event === 'bounced' && !mail.isOld && !(await resend.isSuppressed(mail.address))) continue
    missed.push({ type, created_at: at, data: { email_id: mail.messageId, to: [mail.address], tags: { send: mail.id } } })
  }
  await keep(writer, log, 'resend', missed)
  const count = (event: string) => heard.filter((one) => one.event === event).length
  return { sent: rows.length, bounced: count('bounced'), complained: count('complained') }
}

/**
 * Addresses that a mail host refused for good while it was told of them: each is a bounce, kept once. What comes back to the mailbox later is
 * not read (docs/sending-accounts.md).
 */
export async function hearSmtp(writer: Writer, log: Log): Promise<void> {
  const { rows } = await writer.sql.execute<{ id: string; address: string; message: string | null; at: string }>(sql`
    select s.id, s.address, s.message, coalesce(s.reserved_at, s.created_at) as at from send s
    where s.platform = 'SMTP' and s.status = 'REFUSED' and s.code = 'NO_SUCH_RECIPIENT' and s.created_at > (select business_now()) - interval '7 days'
      and not exists (select from signal g where g.lead_id = s.lead_id and g.kind = 'EMAIL_BOUNCED' and g.detail ->> 'sendId' = s.id::text) limit ${mostMails}`)
  const refused = rows.map(({ id, address, message, at }) => ({
    type: 'recipient.refused',
    send_id: id,
    address,
    message: message ?? '',
    at: new Date(at).toISOString(),
  }))
  await keep(writer, log, 'smtp', refused)
}

/** Kept as deliveries of our own and applied; a copy of what a webhook brought is kept and has no effect. */
async function keep(writer: Writer, log: Log, provider: string, payloads: readonly object[]): Promise<void> {
  if (payloads.length === 0) return
  const deliveries = payloads.map((payload) => ({
    provider,
    headers: { 'recorded-by': 'check-accounts' },
    body: Buffer.from(JSON.stringify(payload)),
    isAuthenticated: true,
  }))
  const stored = await writer.transaction((tx: Sql) => storeDeliveries(tx, deliveries))
  const ids = stored.flatMap(({ id, isDuplicate }) => (isDuplicate ? [] : [id]))
  if (ids.length > 0) await applyDeliveries(writer, log, { ids })
}
