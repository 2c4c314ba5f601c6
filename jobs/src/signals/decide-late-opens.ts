import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import { recomputeIntent } from '../intent/recompute-intent.ts'
import { recordTimeline } from '../timeline.ts'
import { judgeOpens } from './judge-opens.ts'
import { type LeadStatus, nextStatus } from './lead-status.ts'
import { statusWords } from './signal-words.ts'

/** How long an open waits for the word that its mail was sent, in minutes; after that the word is lost, and it counts as a person's. */
const waitMinutes = 15

/** Opens whose EMAIL_SENT never came: they count, because a lost delivery must not hide a reader. Answers how many. */
export async function decideLateOpens(writer: Writer): Promise<number> {
  return writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    const before = new Date(now.getTime() - waitMinutes * 60_000).toISOString()
    // Counted from when it was heard: what was back-filled happened long ago, and the word of its mail may be the next to come.
    const waited = sql`g.kind = 'EMAIL_OPENED' and g.detail ->> 'open' = 'undecided' and g.at < ${before}::timestamptz
      and not exists (select from delivery d where d.id = g.delivery_id and d.received_at >= ${before}::timestamptz)`
    const { rows: leads } = await tx.execute<{ id: string; status: LeadStatus }>(sql`
      select l.id, l.status from lead l where l.id in (select g.lead_id from signal g where ${waited} limit 200)
      order by l.id for update skip locked`)
    if (leads.length === 0) return 0
    const ids = leads.map(({ id }) => id)
    const { rows: opens } = await tx.execute<{ id: string }>(
      sql`select g.id from signal g where g.lead_id = any(${sql.param(ids)}::uuid[]) and ${waited}`,
    )
    await judgeOpens(
      tx,
      opens.map(({ id }) => ({ id, open: 'human' })),
    )
    const moves = leads.flatMap(({ id, status }) => {
      const to = nextStatus(status, 'EMAIL_OPENED')
      return to === status ? [] : [{ id, from: status, to }]
    })
    await tx.execute(sql`
      update lead l set status = m."to"::lead_status, version = l.version + 1, updated_at = ${now.toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(id uuid, "from" text, "to" text) where l.id = m.id and l.status = m."from"::lead_status`)
    await recordTimeline(
      tx,
      now,
      moves.map(({ id, from, to }) => ({
        leadId: id,
        kind: 'status',
        actor: 'signals',
        summary: `Status: ${statusWords(to)}.`,
        detail: { from, to, signal: 'EMAIL_OPENED', reason: 'No word came of when the email went out: the open counts as a person’s.' },
      })),
    )
    await recomputeIntent(tx, ids)
    await announce(tx, 'lead', ids)
    return leads.length
  })
}
