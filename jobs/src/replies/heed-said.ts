import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { SignalKind } from '../signals/lead-status.ts'
import type { StopVerdict } from '../signals/opt-out.ts'
import type { PersonEvent } from '../signals/provider-event.ts'
import { signalsOf } from './hear-reply.ts'
import type { ReplyClass } from './reply-class.ts'

/** What stops us is never taken back by another word for the reply: that lifts no suppression. */
const stopping: readonly SignalKind[] = ['UNSUBSCRIBED', 'EMAIL_BOUNCED']

type Said = { deliveryId: string; leadId: string | null; class: ReplyClass | null; stop: StopVerdict['is']; returnsOn: string | null }

/**
 * Replies of which a person said in the tray what they are or whose: they are applied as theirs, and signal what was said. Read
 * again, a doubt that a person called a stop would be a doubt again, and nothing would wait for a person any more. Their rows are locked, so that
 * nobody says it meanwhile of a reply that has no lead yet.
 */
export async function heedSaid<Asked extends { deliveryId: string; event: PersonEvent }>(
  tx: Sql,
  asked: readonly Asked[],
): Promise<Asked[]> {
  const replies = asked.flatMap(({ deliveryId, event }) => (event.reply === undefined ? [] : [deliveryId]))
  if (replies.length === 0) return [...asked]
  const { rows } = await tx.execute<Said>(sql`
    select delivery_id as "deliveryId", lead_id as "leadId", case when confirmed_at is not null then class end as class, stop, returns_on::text as "returnsOn" from reply
    where delivery_id = any(${sql.param(replies)}::uuid[]) order by id for update`)
  const saidOf = new Map(rows.map((row) => [row.deliveryId, row]))
  return asked.map((one) => {
    const said = saidOf.get(one.deliveryId)
    if (said === undefined) return one
    // Whoever has the address by now: it is theirs of whom a person said so.
    const known = said.leadId === null ? one.event : { ...one.event, known: { leadId: said.leadId, personKey: null } }
    // Who writes to us has a mailbox that works: a bounce that no report told of is of the one that the lead is written to at.
    const isOfLead = said.leadId !== null && said.class === 'BOUNCE' && known.reply?.understood.bounce === null
    const event = isOfLead ? { ...known, address: null } : known
    const told = said.class === null ? event : { ...event, signals: signalsSaid(event, said.class), returnsOn: said.returnsOn }
    // Another version may read it otherwise; the row says that it is a stop, so nobody is asked.
    const signals: SignalKind[] = said.stop === 'yes' ? [...new Set<SignalKind>([...told.signals, 'UNSUBSCRIBED'])] : told.signals
    return { ...one, event: { ...told, signals } }
  })
}

function signalsSaid({ reply, signals }: PersonEvent, said: ReplyClass): SignalKind[] {
  if (reply === undefined) return signals
  const { isAutomatic, bounce } = reply.understood
  const told = signalsOf(reply.channel, {
    class: said,
    isAutomatic: said === 'OUT_OF_OFFICE' || (said === 'OTHER' && isAutomatic),
    bounce: said === 'BOUNCE' ? (bounce ?? 'hard') : null,
    stop: said === 'UNSUBSCRIBE' ? 'yes' : 'no',
    needsPerson: false,
  })
  return [...new Set([...told, ...signals.filter((one) => stopping.includes(one))])]
}
