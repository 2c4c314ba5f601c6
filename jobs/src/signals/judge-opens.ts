import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { OpenVerdict } from './plan-effects.ts'
import { signalSummary } from './signal-words.ts'

/**
 * Opens that waited for the word that their mail went out are judged, and their timelines say what they would have said had they been judged at
 * once: one of a scanner stands there as a person's until then.
 */
export async function judgeOpens(tx: Sql, opens: readonly { id: string; open: OpenVerdict }[]): Promise<void> {
  if (opens.length === 0) return
  const byMachine = signalSummary({ kind: 'EMAIL_OPENED', open: 'machine', detail: {} })
  await tx.execute(sql`
    with judged as (
      update signal s set detail = s.detail || jsonb_build_object('open', d.open)
      from jsonb_to_recordset(${JSON.stringify(opens.map(({ id, open }) => ({ id, open })))}::jsonb) as d(id uuid, open text)
      where s.id = d.id returning s.lead_id, s.delivery_id, s.at, d.open
    )
    update timeline_entry t set detail = t.detail || jsonb_build_object('open', j.open), summary = case j.open when 'machine' then ${byMachine} else t.summary end
    from judged j
    where t.lead_id = j.lead_id and t.at = j.at and t.kind = 'signal' and t.detail ->> 'signal' = 'EMAIL_OPENED' and t.detail ->> 'deliveryId' = j.delivery_id::text`)
}
