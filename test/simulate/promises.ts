import type { Product } from './product.ts'

/**
 * Of each promise that has no check of its own in the product: the rows that break it, in words. They look at everything that ever happened,
 * once a day.
 */
const questions = [
  // I4. A stop waits for reservations that are deciding; later ones see it.
  `select format('I4: send %s was taken at %s, while sending was stopped since %s.', s.id, s.reserved_at, e.set_at) from emergency_stop e
     join send s on s.reserved_at > e.set_at + interval '1 second' and s.reserved_at < coalesce(e.lifted_at, 'infinity')
   where e.scope = 'ALL' and s.status <> 'SKIPPED'`,
  // I8. Whoever undoes a decision makes room for another one; of a batch nothing is undone.
  `select format('I8: draft %s has %s decisions that stand.', e.subject_id, sum(d.value)) from audit_entry e
     join (values ('draft.approved', 1), ('draft.rejected', 1), ('draft.undone', -1), ('draft.unapproved', -1)) d(action, value) using (action)
   group by e.subject_id having sum(d.value) > 1`,
  `select format('I8: batch %s was decided %s times.', e.subject_id, count(*)) from audit_entry e
   where e.action in ('batch.approved', 'batch.rejected') group by e.subject_id having count(*) > 1`,
  `select format('I8: batch %s is %s, and nobody approved it.', b.id, b.status) from batch b
   where b.status in ('APPROVED', 'EXECUTING', 'EXECUTED', 'PARTIAL')
     and not exists (select from audit_entry e where e.subject_id = b.id::text and e.action = 'batch.approved')`,
  // I9. What was in flight when a batch ended was taken before.
  `select format('I9: send %s was taken at %s, its batch ended %s at %s.', s.id, s.reserved_at, b.status, b.finished_at) from send s join batch b on b.id = s.batch_id
   where s.reserved_at > b.finished_at`,
  `select format('I9: send %s was taken, and its batch is %s.', s.id, b.status) from send s join batch b on b.id = s.batch_id
   where s.reserved_at is not null and b.status in ('PENDING', 'REJECTED', 'EXPIRED')`,
  // I12. Internal tests go to the same few people by every platform.
  `select format('I12: step %s of %s belongs to %s.', s.step, s.person, string_agg(distinct s.platform::text, ' and ')) from send s join batch b on b.id = s.batch_id
   where not b.is_test and s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN') group by s.person, s.round, s.step, s.channel having count(distinct s.platform) > 1`,
  `select format('I12: send %s went by %s, although this person had been written to through GoHighLevel at %s.', s.id, s.platform, g.reserved_at) from send g
     join batch o on o.id = g.batch_id join send s on s.person = g.person and s.reserved_at > g.reserved_at and s.platform in ('INSTANTLY', 'HEYREACH')
   where not o.is_test and g.platform = 'GHL' and g.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN') and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN')`,
  // I3: what is asked back is confirmed within a minute, or somebody is told.
  `select format('I3: what was asked back at %s is not back: %s', r.asked_at, coalesce(r.last_error, r.reason)) from recall r
   where r.confirmed_at is null and r.asked_at < business_now() - interval '1 minute'`,
]

/** I4, I8, I9, I12 and recalls, over all rows. Nothing while they hold. */
export async function findBrokenPromises({ database }: Product): Promise<string[]> {
  const { rows } = await database.pool.query<{ fault: string }>(
    questions.map((question) => `select fault from (${question}) q(fault)`).join(' union all '),
  )
  return rows.map(({ fault }) => fault)
}

export type Mail = { lead: string; campaign: string; at: string }

type Held = { place: string; zone: string; isOpened: boolean; windowFrom: Date; windowTo: Date; recalledAt: Date | null }

/** Minutes from midnight, of the hours in which somebody may be written to (dispatch.md, guard 10). */
const windows = [
  [8 * 60, 11 * 60],
  [13 * 60, 16 * 60],
] as const
/** A mail leaves within the minute that it was planned for. */
const graceMs = 60_000

/**
 * I15 and recalls, as the recipients see them: every mail left within its send's window, on a weekday in the hours of their own zone, and none
 * after it had been taken back.
 */
export async function findMailsAtWrongTimes({ database }: Product, mails: readonly Mail[]): Promise<string[]> {
  const { rows } = await database.pool.query<Held>(
    `select c.provider_campaign_id || ' ' || s.address as place, s.zone, b.open_window_reason is not null or b.is_test as "isOpened", s.window_from as "windowFrom", s.window_to as "windowTo",
       s.recalled_at as "recalledAt" from send s join campaign c on c.id = s.campaign_id join batch b on b.id = s.batch_id where s.platform = 'INSTANTLY'`,
  )
  const sendAt = new Map(rows.map((row) => [row.place, row]))
  return mails.flatMap(({ lead, campaign, at }) => {
    const send = sendAt.get(`${campaign} ${lead}`)
    if (send === undefined) return []
    const left = Date.parse(at)
    const isLate = send.recalledAt !== null && left > send.recalledAt.getTime() + graceMs
    const isOutside = left < send.windowFrom.getTime() - graceMs || left > send.windowTo.getTime() + graceMs
    return [
      ...(isLate ? [`I3: Instantly wrote to ${lead} at ${at}, although that was taken back at ${send.recalledAt?.toISOString()}.`] : []),
      ...(!send.isOpened && (isOutside || !isInHours(left, send.zone))
        ? [`I15: Instantly wrote to ${lead} at ${at}, outside of their window in ${send.zone}.`]
        : []),
    ]
  })
}

/** One for each zone: making it is what costs. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(zone, clock)
  return clock
}

function isInHours(at: number, zone: string): boolean {
  const parts = clockOf(zone).formatToParts(at)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  const minutes = Number(part('hour')) * 60 + Number(part('minute'))
  return !['Sat', 'Sun'].includes(part('weekday')) && windows.some(([from, to]) => minutes >= from - 1 && minutes <= to + 1)
}
