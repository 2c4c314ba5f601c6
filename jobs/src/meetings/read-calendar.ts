import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Appointment } from '../providers/ghl/calendar.ts'
import type { Ghl } from '../providers/ghl.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { loadMeetingRules } from './queries.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs
/** How often the calendar is read, in business minutes. */
const everyMinutes = 5
/** Free time is read this far ahead; GoHighLevel gives 31 days at once. */
const slotDays = 30
/** Meetings are read from so many days ago, for how they went, to so many ahead. */
const pastDays = 14
const aheadDays = 60

/** What the calendar's words mean of a meeting; any other word says that it stands. */
const statusOf: Record<string, string> = {
  cancelled: 'CANCELLED',
  invalid: 'CANCELLED',
  showed: 'HELD',
  completed: 'HELD',
  noshow: 'NO_SHOW',
}

/**
 * Brings our calendar here: when it is free, which meetings it has, and how they went. What it says is right. Repeatable; due every five
 * business minutes.
 */
export async function readCalendar({ writer, ghl }: { writer: Writer; ghl: Ghl }): Promise<void> {
  const { id } = ghl.calendar
  if (id === null) return
  const now = await businessNow(writer.sql)
  const { rows } = await writer.sql.execute<{ due: boolean }>(sql`
    select coalesce(read_at + make_interval(mins => ${everyMinutes}) <= ${now.toISOString()}::timestamptz, true) as due
    from calendar_reading where calendar_id = ${id}`)
  if (rows[0]?.due === false) return
  try {
    const from = new Date(now.getTime() - pastDays * dayMs)
    const slots = await ghl.calendar.freeSlots(now, new Date(now.getTime() + slotDays * dayMs))
    const found = await ghl.calendar.appointments(from, new Date(now.getTime() + aheadDays * dayMs))
    await keep(writer, { id, now, from, slots, found })
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    await writer.sql.execute(sql`
      insert into calendar_reading (calendar_id, problem) values (${id}, ${error.message})
      on conflict (calendar_id) do update set problem = excluded.problem`)
  }
}

type Reading = { id: string; now: Date; from: Date; slots: Date[]; found: Appointment[] }

/** The whole reading or nothing of it. */
async function keep(writer: Writer, { id, now, from, slots, found }: Reading): Promise<void> {
  const { rules, lengthMs } = await loadMeetingRules(writer.sql)
  const rows = found.map((one) => {
    const startAt = new Date(one.startTime)
    const given = one.endTime === null ? null : new Date(one.endTime)
    const endAt = given !== null && given > startAt ? given : new Date(startAt.getTime() + lengthMs)
    const status = statusOf[one.status] ?? 'BOOKED'
    const busyUntil = new Date(endAt.getTime() + rules.bufferMinutes * minuteMs)
    return { appointment_id: one.id, contact_id: one.contactId, status, start_at: startAt, end_at: endAt, busy_until: busyUntil }
  })
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as g(appointment_id text, contact_id text, status meeting_status, start_at timestamptz, end_at timestamptz, busy_until timestamptz)`
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.meetings'))`)
    await tx.execute(sql`delete from calendar_slot`)
    await tx.execute(sql`
      insert into calendar_slot (start_at) select distinct at from jsonb_array_elements_text(${JSON.stringify(slots)}::jsonb) s, lateral (select s.value::timestamptz as at) t`)
    // Somebody may move one of ours, or bring it back, where the buffer forbids it: the calendar is right, and the row is the calendar's then.
    await tx.execute(sql`
      update meeting m set status = g.status, start_at = g.start_at, end_at = g.end_at, busy_until = g.busy_until,
        source = case when m.start_at = g.start_at and m.end_at = g.end_at and (g.status <> 'BOOKED' or m.status = 'BOOKED') then m.source else 'CALENDAR' end,
        settled_at = case when g.status = 'BOOKED' then null when m.status = g.status then m.settled_at else ${now.toISOString()}::timestamptz end
      from ${given} where m.appointment_id = g.appointment_id
        and (m.status, m.start_at, m.end_at) is distinct from (g.status, g.start_at, g.end_at)`)
    // One of ours whose call has not reported yet is found by that call, or by looking it up.
    await tx.execute(sql`
      insert into meeting (lead_id, source, status, start_at, end_at, busy_until, time_zone, requested_at, contact_id, appointment_id, booked_at, settled_at, score, tier, intent)
      select l.id, 'CALENDAR', g.status, g.start_at, g.end_at, g.busy_until, coalesce(l.time_zone, ${rules.zone}), ${now.toISOString()}::timestamptz,
        g.contact_id, g.appointment_id, ${now.toISOString()}::timestamptz, case when g.status <> 'BOOKED' then ${now.toISOString()}::timestamptz end, l.score, l.tier, l.intent
      from ${given} left join contact c on c.provider_contact_id = g.contact_id left join lead l on l.id = c.lead_id
      where not exists (select from meeting m where m.status in ('BOOKING', 'UNKNOWN') and m.contact_id = g.contact_id and m.start_at = g.start_at)
      on conflict (appointment_id) do nothing`)
    // Gone from the calendar without a word; what was booked while it was read is not in that reading.
    await tx.execute(sql`
      update meeting m set status = 'CANCELLED', message = 'It is no longer in the calendar.', settled_at = ${now.toISOString()}::timestamptz
      where m.status = 'BOOKED' and m.start_at >= ${from.toISOString()} and m.booked_at < ${now.toISOString()}
        and m.appointment_id <> all (${sql.param(found.map((one) => one.id))}::text[])`)
    await tx.execute(sql`
      insert into calendar_reading (calendar_id, read_at, problem) values (${id}, ${now.toISOString()}, null)
      on conflict (calendar_id) do update set read_at = excluded.read_at, problem = null`)
  })
}
