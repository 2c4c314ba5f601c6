import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Resend } from '../providers/resend.ts'

type Gone = { id: string; address: string; person: string; messageId: string }

/** Of the days that are judged. */
export type ResendCounts = { sent: number; bounced: number; complained: number }

/** Mails of one account that are asked about at a time; Resend answers two a second. */
const mostMails = 200

/**
 * What Resend says of an account's mails of these days, which are asked about one by one. Who complained or could not be reached is not
 * written to again (deliverability-rules.md, 7). Throws ProviderError when one can't be read: a count with a hole would look like good news.
 */
export async function hearResend(writer: Writer, resend: Resend, account: string, windowDays: number): Promise<ResendCounts> {
  const { rows } = await writer.sql.execute<Gone>(sql`
    select id, address, person, provider_message_id as "messageId" from send
    where platform = 'RESEND' and account = ${account} and provider_message_id is not null
      and accepted_at >= (select business_now()) - make_interval(days => ${windowDays}) order by accepted_at desc limit ${mostMails}`)
  const heard: { mail: Gone; event: string | null }[] = []
  for (const mail of rows) heard.push({ mail, event: (await resend.find(mail.messageId))?.lastEvent ?? null })
  const of = (event: string) => heard.filter((one) => one.event === event).map(({ mail }) => mail)
  const bounced = of('bounced')
  const complained = of('complained')
  const entries = [
    ...bounced.map(({ address, person }) => ({
      email: address,
      person_key: person,
      reason: 'Mail to this address bounced.',
      source: 'resend',
      status: 'BOUNCED',
    })),
    ...complained.map(({ address, person }) => ({
      email: address,
      person_key: person,
      reason: 'This person complained about a mail.',
      source: 'resend',
      status: 'UNSUBSCRIBED',
    })),
  ]
  if (entries.length > 0)
    await writer.transaction((tx) => tx.execute(sql`select from suppress(${JSON.stringify(entries)}::jsonb, 'Resend')`))
  return { sent: rows.length, bounced: bounced.length, complained: complained.length }
}
