import { randomUUID } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { newsOf } from '../contacts/contact-news-of.ts'
import { saveContacts } from '../contacts/save-contacts.ts'
import { organisationSection } from '../craft/organisation.ts'
import { RefusedError } from '../errors.ts'
import { untilSwitchesAreKnown } from '../heartbeat.ts'
import type { Log } from '../log.ts'
import type { GhlContact, NewContact } from '../providers/ghl/contacts.ts'
import type { Ghl } from '../providers/ghl.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { applyAllDeliveries } from '../signals/apply-deliveries.ts'
import { meetingTime } from './meeting-words.ts'
import { loadMeetingRules, loadTaken } from './queries.ts'
import { refuseMeeting } from './refuse-meeting.ts'
import { type MeetingOutcome, settleMeeting } from './settle-meeting.ts'
import { slotProblem } from './slot-problem.ts'

/** Longer than a call may take, in milliseconds of real time. */
const leaseMs = 30_000
/** The request leaves within this time of its last check, in milliseconds. */
const startWithinMs = 800
/** How long after an unclear answer the calendar is asked whether it has the meeting, each time, in milliseconds; then it has not. */
const looksMs = [10_000, 60_000, 300_000]
/** By how much less than the notice a meeting that was asked for in time may be booked, in milliseconds: asking takes a moment. */
const graceMs = 900_000
/** Until a booking is tried again whose call was certainly not made, in milliseconds. */
const againMs = 30_000

export type MeetingHands = { writer: Writer; log: Log; ghl: Ghl }

type Wanted = { id: string; leadId: string; startAt: Date; endAt: Date; timeZone: string } & NewContact & { fullName: string | null }

/** Books what was asked for and looks up what stayed unclear. One process at a time does this; done again it does nothing. */
export async function placeMeetings(hands: MeetingHands): Promise<void> {
  const { writer, log } = hands
  // Nobody reported: whether the calendar has it can't be known.
  const { rows: lost } = await writer.sql.execute<{ id: string }>(
    sql`select id from meeting where status = 'BOOKING' and lease_until < clock_timestamp()`,
  )
  for (const { id } of lost) await settleMeeting(writer, id, { is: 'UNKNOWN', message: 'The booking did not report back.' })
  await lookUp(hands)
  for (const wanted of await loadWanted(writer)) {
    const outcome = await place(hands, wanted)
    if (outcome) await settleMeeting(writer, wanted.id, outcome)
  }
  await applyAllDeliveries(writer, log)
}

async function loadWanted({ sql: db }: Writer): Promise<Wanted[]> {
  const { rows } = await db.execute<Omit<Wanted, 'startAt' | 'endAt'> & { startAt: string; endAt: string }>(sql`
    select m.id, m.lead_id as "leadId", m.start_at as "startAt", m.end_at as "endAt", m.time_zone as "timeZone", l.email, l.full_name as "fullName",
      l.first_name as "firstName", l.last_name as "lastName", coalesce(c.name, l.company_name) as "companyName"
    from meeting m join lead l on l.id = m.lead_id left join company c on c.id = l.company_id
    where m.status = 'REQUESTED' and (m.not_before is null or m.not_before <= (select business_now())) and l.email is not null order by m.id limit 20`)
  return rows.map((row) => ({ ...row, startAt: new Date(row.startAt), endAt: new Date(row.endAt) }))
}

/** One booking: the contact, the last checks with our row, the call, and what came of it. Null: somebody else has it. */
async function place({ writer, log, ghl }: MeetingHands, wanted: Wanted): Promise<MeetingOutcome | null> {
  try {
    if (wanted.startAt <= (await businessNow(writer.sql)))
      return { is: 'REFUSED', code: 'TOO_LATE', message: 'Its time had come before it could be booked.' }
    const contact = (await ghl.contacts.find(wanted.email)) ?? (await ghl.contacts.create(contactOf(wanted)))
    await writer.transaction(async (tx) => saveContacts(tx, await businessNow(tx), [{ ...newsOf(contact), block: null }]))
    if (contact.isBlocked)
      return { is: 'REFUSED', code: 'SUPPRESSED', message: 'Mail to this contact is off at GoHighLevel (do-not-disturb).' }
    const texts = await textsOf(writer, wanted)
    const attemptKey = await claim(writer, wanted, contact)
    if (attemptKey === null) return null
    const startBy = performance.now() + startWithinMs
    const appointment = { contactId: contact.id, startAt: wanted.startAt, endAt: wanted.endAt, ...texts }
    const booked = await ghl.calendar.book(appointment, { attemptKey, beforeWrite: () => performance.now() < startBy })
    // Read back: what the calendar shows counts, and its own event will say the same.
    const shown = await ghl.calendar.get(booked.id).catch(() => null)
    return { is: 'BOOKED', appointment: shown ?? booked }
  } catch (error) {
    if (error instanceof RefusedError) {
      const [reason] = error.reasons
      return { is: 'REFUSED', code: reason?.code ?? error.code, message: error.message }
    }
    if (!(error instanceof ProviderError)) throw error
    log.warn({ err: error, meeting: wanted.id }, 'a meeting was not booked')
    return outcomeOf(error)
  }
}

function outcomeOf(error: ProviderError): MeetingOutcome {
  if (error.kind === 'rejected')
    return { is: 'REFUSED', code: 'SLOT_TAKEN', message: `The calendar refused it: ${error.excerpt ?? error.message}` }
  if (error.kind === 'unknown_outcome') return { is: 'UNKNOWN', message: error.message }
  return { is: 'NOT_SENT', message: error.message, againInMs: error.retryAfterMs ?? againMs }
}

const contactOf = ({ email, firstName, lastName, companyName }: Wanted): NewContact => ({ email, firstName, lastName, companyName })

/** The texts that the lead gets, in their own zone. */
async function textsOf({ sql: db }: Writer, wanted: Wanted): Promise<{ title: string; description: string }> {
  const { document: us } = await loadSettings(db, organisationSection)
  const them = wanted.fullName ?? wanted.firstName ?? wanted.companyName ?? wanted.email
  return { title: `${them} and ${us.senderName} (${us.company})`, description: meetingTime(wanted, wanted.timeZone) }
}

/** The right to call, committed before the call; every check is made again in its transaction. */
async function claim(writer: Writer, { id, leadId, startAt, endAt }: Wanted, contact: GhlContact): Promise<string | null> {
  const attemptKey = randomUUID()
  await untilSwitchesAreKnown()
  return writer.transaction(async (tx) => {
    await refuseMeeting(tx, leadId)
    // The calendar may have filled up since it was asked for, or may have been away until its time is near.
    const { rules } = await loadMeetingRules(tx)
    const asked = new Date((await businessNow(tx)).getTime() - Math.min(graceMs, rules.noticeHours * 3_600_000))
    const problem = slotProblem({ startAt, endAt }, await loadTaken(tx, startAt, endAt, id), rules, asked)
    if (problem) throw new RefusedError('GUARD_REFUSED', problem.message, [problem])
    const { rows } = await tx.execute<{ id: string }>(sql`
      update meeting set status = 'BOOKING', attempt_key = ${attemptKey}, contact_id = ${contact.id},
        lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      where id = ${id} and status = 'REQUESTED' returning id`)
    return rows.length === 1 ? attemptKey : null
  })
}

/** Reads the calendar for meetings that nobody knows of; reading only. */
async function lookUp({ writer, log, ghl }: MeetingHands): Promise<void> {
  const { rows } = await writer.sql.execute<{ id: string; contactId: string; startAt: string; absences: number }>(sql`
    select id, contact_id as "contactId", start_at as "startAt", absences from meeting
    where status = 'UNKNOWN' and not_before <= (select business_now()) order by id limit 20`)
  for (const { id, contactId, startAt, absences } of rows) {
    const at = new Date(startAt)
    try {
      const found = await ghl.calendar.appointments(new Date(at.getTime() - 1_000), new Date(at.getTime() + 1_000))
      const ours = found.find(
        (one) => one.contactId === contactId && Date.parse(one.startTime) === at.getTime() && one.status !== 'cancelled',
      )
      const againInMs = looksMs[absences + 1]
      const nowhere = {
        is: 'REFUSED',
        code: 'NOT_BOOKED',
        message: 'The calendar gave no clear answer and does not have it. Book it again.',
      } as const
      await settleMeeting(
        writer,
        id,
        ours ? { is: 'BOOKED', appointment: ours } : againInMs === undefined ? nowhere : { is: 'ABSENT', againInMs },
      )
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ err: error, meeting: id }, 'a meeting could not be looked up')
    }
  }
}
