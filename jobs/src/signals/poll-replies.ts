import type { Writer } from '@swarm/db/write'
import type { Log } from '../log.ts'
import type { PlatformEmail } from '../providers/instantly/emails.ts'
import type { Instantly } from '../providers/instantly.ts'
import { type PolledEvent, pollMinutes, takeMissed } from './hook-state.ts'

const provider = 'instantly'
const msPerMinute = 60_000
/** Without an earlier look it goes back so far, in milliseconds. */
const firstLookMs = 1_440 * msPerMinute
/** So much is read again each time, in milliseconds: Instantly may enter a mail a moment late. */
const overlapMs = 15 * msPerMinute
/** Pages in one look: 20 a minute are allowed for the whole workspace, and proofs are looked for by the same. */
const mostPages = 10

/**
 * Brings in what people wrote and no webhook brought, from the mails themselves: of a hook that was deleted or disabled Instantly keeps no list
 * of failed deliveries. Answers until when every reply is here; that is before `now` where one look did not reach the end, and the next goes on.
 * Throws ProviderError.
 */
export async function pollReplies(
  { writer, log }: { writer: Writer; log: Log },
  { emails }: Pick<Instantly, 'emails'>,
  polledAt: Date | null,
  now: Date,
): Promise<Date> {
  const since = new Date((polledAt?.getTime() ?? now.getTime() - firstLookMs) - overlapMs).toISOString()
  let after: string | null = null
  let reached = Date.parse(since)
  for (let page = 0; page < mostPages; page++) {
    const found = await emails.list({ kind: 'received', since, ...(after === null ? {} : { after }) })
    // Page by page: what is here stops us, whatever becomes of the next call.
    const replies = found.emails.filter(({ kind }) => kind === 'RECEIVED' || kind === 'OTHER')
    await takeMissed(
      { writer, log },
      provider,
      replies.map((email) => replyEvent(email, polledAt === null)),
    )
    if (found.next === null) return now
    after = found.next
    reached = found.emails.reduce((latest, { enteredAt }) => Math.max(latest, Date.parse(enteredAt) || latest), reached)
  }
  // The next look begins at the last mail of this one, and is due at once.
  return new Date(Math.min(reached + overlapMs, now.getTime() - pollMinutes * msPerMinute))
}

/** As the webhook would have told it. Before the first look nobody was listening, and of mail outside of campaigns no hook tells. */
function replyEvent(email: PlatformEmail, isFirstLook: boolean): PolledEvent {
  const payload = {
    event_type: email.isAutoReply ? 'auto_reply_received' : 'reply_received',
    // When Instantly had it, not what the mail says of itself: a text that was approved before that answers nothing.
    timestamp: email.enteredAt,
    lead_email: email.lead ?? email.from,
    campaign_id: email.campaignId,
    email_account: email.account,
    email_id: email.id,
    from_address_email: email.from,
    reply_subject: email.subject,
    reply_text: email.text,
    reply_html: email.html,
  }
  return {
    at: Date.parse(email.enteredAt),
    mayComeLate: isFirstLook || email.campaignId === null,
    delivery: { provider, headers: { 'brought-by': 'poll' }, body: Buffer.from(JSON.stringify(payload)), isAuthenticated: true },
  }
}
