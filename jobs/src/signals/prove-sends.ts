import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { SignalKind } from './lead-status.ts'
import type { Matched, MatchedSend } from './match-deliveries.ts'

export type Alert = { cause: string; severity: 'INFO' | 'WARNING' | 'CRITICAL'; message: string }

/** By these a platform says that a touch went out. */
export const provingSignals: readonly SignalKind[] = ['EMAIL_SENT', 'LINKEDIN_REQUESTED', 'LINKEDIN_MESSAGED']

/** Where a platform's word is proof. A send that a person settled as not sent was sent after all. */
const canBeProven = ({ status, code }: MatchedSend): boolean =>
  ['IN_FLIGHT', 'ACCEPTED', 'UNKNOWN', 'PROVEN'].includes(status) || (status === 'SKIPPED' && code === 'SETTLED_NOT_SENT')

/**
 * EMAIL_SENT, LINKEDIN_REQUESTED or LINKEDIN_MESSAGED is the proof of its send, also before the answer to the hand-over was settled. Called
 * after the lead has moved. Answers with what must not be: something that went out for a send that never left here, and a second mail for one
 * that is proven (dispatch.md: the stop condition "seen again"); either stops everything until a person has looked (I25).
 */
export async function proveSends(tx: Sql, matched: readonly Matched[]): Promise<Alert[]> {
  const sent = matched.flatMap(({ event, send, at }) =>
    send !== null && event.signals.some((signal) => provingSignals.includes(signal)) ? [{ send, at, emailId: event.emailId }] : [],
  )
  if (sent.length === 0) return []
  const alerts: Alert[] = []
  const unasked: string[] = []
  const proofs = new Map<string, { sendId: string; messageId: string | null; at: string }>()
  for (const { send, at, emailId } of sent) {
    if (!canBeProven(send)) {
      unasked.push(send.id)
      alerts.push({
        cause: `send.unasked.${send.id}`,
        severity: 'CRITICAL',
        message: `The platform sent what was ${send.status.toLowerCase()} here.`,
      })
      continue
    }
    const before = proofs.get(send.id)?.messageId ?? (send.status === 'PROVEN' ? send.messageId : null)
    if (before !== null && emailId !== null && before !== emailId) {
      alerts.push({ cause: `send.twice.${send.id}`, severity: 'CRITICAL', message: 'The platform says that it sent one mail twice.' })
      continue
    }
    proofs.set(send.id, { sendId: send.id, messageId: emailId, at: at.toISOString() })
  }
  await tx.execute(sql`select prove_sends(${JSON.stringify([...proofs.values()])}::jsonb)`)
  if (unasked.length > 0) await tx.execute(sql`select from bar_unasked(${sql.param(unasked)}::uuid[])`)
  const [first] = alerts
  if (first) await tx.execute(sql`select from set_emergency_stop('ALL', ${first.message}, false, 'signals')`)
  return alerts
}
