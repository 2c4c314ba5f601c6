import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Log } from '../log.ts'
import type { ListedMail } from '../providers/ghl/conversations.ts'
import type { Ghl } from '../providers/ghl.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { deliveryKey } from './delivery-key.ts'
import {
  isPollDue,
  loadHook,
  type PolledEvent,
  pollMinutes,
  takeMissed,
  watchAlone,
  writeHearing,
  writeHook,
  writePolled,
} from './hook-state.ts'

const provider = 'ghl'
const minuteMs = 60_000
const dayMs = 1_440 * minuteMs
/** So much is read again each time: their export may be a moment behind. */
const overlapMs = 15 * minuteMs
/** Meetings that begin within so many days are read. */
const calendarDays = 60
/** Pages of mail in one go. */
const mostPages = 40

export type GhlWatch = { writer: Writer; log: Log; ghl: Ghl | null; isSigned: boolean }

/**
 * Keeps us hearing GoHighLevel. Its app's webhook can be asked about by no API, so what it should have brought is read every five minutes:
 * mails in both directions, and meetings. What was missed makes us deaf until it is here (I26); so does a missing public key.
 */
export async function watchGhl(watch: GhlWatch): Promise<void> {
  const { ghl } = watch
  if (ghl !== null) await watchAlone(watch.writer, provider, () => listen(watch, ghl))
}

async function listen({ writer, log, isSigned }: GhlWatch, ghl: Ghl): Promise<void> {
  if (!isSigned) {
    return writeHook(writer, provider, {
      isHearing: false,
      problem: 'GHL_WEBHOOK_PUBLIC_KEY is missing: no event of GoHighLevel is taken.',
    })
  }
  try {
    const known = await loadHook(writer, provider)
    const now = await businessNow(writer.sql)
    if (isPollDue(known, now)) {
      await writeHook(writer, provider, { isHearing: null, problem: null })
      // Before the first poll nobody was listening: what is found then says nothing of the webhook.
      const mayComeLate = known.polledAt === null
      const take = async (polled: readonly PolledEvent[]) => {
        await takeMissed(
          { writer, log },
          provider,
          polled.map((event) => ({ ...event, mayComeLate })),
        )
      }
      const until = await pollMails(writer, ghl, { polledAt: known.polledAt, now, take })
      await take(await meetings(ghl, now))
      await writePolled(writer, provider, until)
      if (until < now) {
        const problem = 'There are more missed mails than one look reads; the next goes on.'
        return await writeHook(writer, provider, { isHearing: false, problem })
      }
    }
    await writeHearing(writer, provider)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    await writeHook(writer, provider, { isHearing: null, problem: `GoHighLevel could not be asked what happened: ${error.message}` })
  }
}

function polledEvent(payload: Record<string, unknown>, at: string, key?: string): PolledEvent {
  const body = Buffer.from(JSON.stringify(payload))
  const delivery = { provider, headers: { 'brought-by': 'poll' }, body, isAuthenticated: true }
  return { at: Date.parse(at), delivery: key === undefined ? delivery : { ...delivery, key } }
}

type Look = { polledAt: Date | null; now: Date; take: (polled: readonly PolledEvent[]) => Promise<void> }

/**
 * Takes the mails that no event brought. Answers until when all are here; that is before `now` where one look did not reach the end, and the next
 * goes on.
 */
async function pollMails(writer: Writer, ghl: Ghl, { polledAt, now, take }: Look): Promise<Date> {
  const since = new Date((polledAt ?? new Date(now.getTime() - dayMs)).getTime() - overlapMs)
  let cursor: string | null = null
  let reached = since.getTime()
  for (let page = 0; page < mostPages; page++) {
    const found: { mails: ListedMail[]; next: string | null } = await ghl.conversations.mailsSince(since, cursor)
    // Page by page: what is here stops us, whatever becomes of the next call.
    await take(await withWords(writer, ghl, found.mails, now))
    if (found.next === null) return now
    cursor = found.next
    reached = found.mails.reduce((latest, { at }) => Math.max(latest, Date.parse(at) || latest), reached)
  }
  // The next look begins at the last mail of this one, and is due at once.
  return new Date(Math.min(reached + overlapMs, now.getTime() - pollMinutes * minuteMs))
}

/** Mails that are not here yet, with their words: lists have none, and each costs a call, so only those are asked for. */
async function withWords(writer: Writer, ghl: Ghl, listed: readonly ListedMail[], now: Date): Promise<PolledEvent[]> {
  const mails = listed.filter(({ isOutbound, isByApi, state }) => !isOutbound || (isByApi && state !== 'WAITING'))
  const eventOf = (mail: ListedMail) => ({
    type: mail.isOutbound ? 'OutboundMessage' : 'InboundMessage',
    contactId: mail.contactId,
    conversationId: mail.conversationId,
    messageType: 'Email',
    emailMessageId: mail.emailMessageId,
    dateAdded: new Date(Date.parse(mail.at) || now.getTime()).toISOString(),
    ...(mail.isOutbound ? { source: 'api', status: mail.state === 'OUT' ? 'sent' : 'failed' } : {}),
  })
  const keys = new Map(mails.map((mail) => [deliveryKey(provider, eventOf(mail), Buffer.of()), mail]))
  const { rows } = await writer.sql.execute<{ key: string }>(
    sql`select key from delivery_once where provider = ${provider} and key = any(${sql.param([...keys.keys()])}::text[])`,
  )
  for (const { key } of rows) keys.delete(key)
  const events: PolledEvent[] = []
  for (const mail of keys.values()) {
    const words = await ghl.conversations.getMail(mail.emailMessageId)
    if (words !== null) {
      events.push(polledEvent({ ...eventOf(mail), from: words.from, to: words.to, subject: words.subject, body: words.body }, mail.at))
    } else if (now.getTime() - Date.parse(mail.at) > overlapMs) {
      // The next look does not see it any more: that they wrote counts, and a person reads it there. Its words are another event, should they come.
      events.push(polledEvent(eventOf(mail), mail.at, mail.isOutbound ? undefined : `without words ${mail.emailMessageId}`))
    }
  }
  return events
}

async function meetings(ghl: Ghl, now: Date): Promise<PolledEvent[]> {
  const found = await ghl.calendar.appointments(new Date(now.getTime() - dayMs), new Date(now.getTime() + calendarDays * dayMs))
  return found.map(({ id, contactId, status, startTime, updatedAt }) =>
    polledEvent(
      {
        type: 'AppointmentUpdate',
        appointment: { id, contactId, appointmentStatus: status, startTime, dateUpdated: updatedAt },
        timestamp: updatedAt ?? now.toISOString(),
      },
      updatedAt ?? now.toISOString(),
    ),
  )
}
