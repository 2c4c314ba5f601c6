import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadSettings } from '../settings/load-settings.ts'
import type { SignalKind } from '../signals/lead-status.ts'
import { isOfAnotherMailbox, type Matched } from '../signals/match-deliveries.ts'
import { cadenceSection } from './cadence-settings.ts'
import { outOfOfficeUntil } from './out-of-office.ts'

/** What ends a cadence at once, the strongest last: with several the last one is the reason. */
const ends: readonly { signal: SignalKind; cause: string; reason: string; isReply: boolean }[] = [
  { signal: 'LINKEDIN_REPLIED', cause: 'REPLIED', reason: 'They replied on LinkedIn.', isReply: true },
  { signal: 'EMAIL_REPLIED', cause: 'REPLIED', reason: 'They replied.', isReply: true },
  { signal: 'MEETING_BOOKED', cause: 'MEETING', reason: 'They booked a meeting.', isReply: true },
  { signal: 'NOT_INTERESTED', cause: 'NOT_INTERESTED', reason: 'They are not interested.', isReply: true },
  { signal: 'EMAIL_BOUNCED', cause: 'BOUNCED', reason: 'Mail to their address bounced.', isReply: false },
  { signal: 'UNSUBSCRIBED', cause: 'UNSUBSCRIBED', reason: 'They asked not to be written to.', isReply: false },
]

/**
 * What came back changes the cadences of those whom it came from, in the transaction that applies it (I3): answers and stops end them, an
 * out-of-office holds them, a connection brings the next touches forward, and a reply holds everybody else at that company.
 */
export async function followSignals(tx: Sql, now: Date, matched: readonly Matched[]): Promise<void> {
  const known = matched.flatMap((one) => {
    const { lead, event, at, provider } = one
    return lead === null
      ? []
      : [
          {
            leadId: lead.id,
            // A bounce of another mailbox ends nothing; what else was heard with it counts.
            signals: isOfAnotherMailbox(one) ? event.signals.filter((signal) => signal !== 'EMAIL_BOUNCED') : event.signals,
            at,
            provider,
            returnsOn: event.returnsOn ?? event.reply?.understood.returnsOn ?? null,
          },
        ]
  })
  if (known.length === 0) return
  const by = [...new Set(known.map(({ provider }) => provider))].toSorted().join(', ')
  const having = (signal: SignalKind) => known.filter(({ signals }) => signals.includes(signal)).map(({ leadId }) => leadId)

  for (const { signal, cause, reason } of ends.toReversed()) {
    const leadIds = having(signal)
    if (leadIds.length > 0) await tx.execute(sql`select end_enrollments(${sql.param(leadIds)}::uuid[], ${cause}, ${reason}, ${by})`)
  }
  const connected = having('LINKEDIN_CONNECTED')
  if (connected.length > 0) await tx.execute(sql`select bring_enrollments_forward(${sql.param(connected)}::uuid[], ${by})`)

  const away = known.filter(({ signals }) => signals.includes('OUT_OF_OFFICE'))
  const replied = [...new Set(ends.filter(({ isReply }) => isReply).flatMap(({ signal }) => having(signal)))]
  if (away.length + replied.length === 0) return
  const { document: settings } = await loadSettings(tx, cadenceSection)
  for (const { leadId, at, returnsOn } of away) {
    const until = outOfOfficeUntil(at, returnsOn, settings.outOfOfficeDays)
    if (until > now)
      await tx.execute(
        sql`select pause_enrollments(array[${leadId}]::uuid[], ${until.toISOString()}::timestamptz, 'OUT_OF_OFFICE', 'They are out of office.', ${by})`,
      )
  }
  if (replied.length > 0 && settings.pauseCompany) {
    await tx.execute(sql`
      select pause_enrollments(array(
        select o.id from lead l join lead o on o.company_id = l.company_id and o.id <> l.id
        where l.id = any(${sql.param(replied)}::uuid[]) and exists (select from enrollment e where e.lead_id = o.id and e.state <> 'ENDED') order by o.id),
        null, 'COMPANY_REPLIED', 'Somebody at their company replied.', ${by})`)
  }
}
