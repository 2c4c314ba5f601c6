import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { loadSettings } from '../settings/load-settings.ts'
import type { LeadStatus } from '../signals/lead-status.ts'
import { decaySection } from './decay-settings.ts'

/** Leads looked at in one transaction: whoever waits for one of their rows waits some 50 ms. */
const leadsAtOnce = 2_000
/** Changes that are answered one by one; the rest is counted. */
const mostListed = 1_000

export type StatusChange = { leadId: string; from: LeadStatus; to: LeadStatus; reason: string }
export type Decayed = { changes: StatusChange[]; total: number }

type Row = { leadId: string; from: LeadStatus | null; to: LeadStatus | null; reason: string | null }

const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Moves every lead for whom nothing happened for too long, a few at a time, each part a transaction of its own: killed anywhere, the rest
 * comes with the next call. A dry run says what would change and changes nothing.
 */
export async function detectDecay(writer: Writer, actor: Actor, { dryRun }: { dryRun: boolean }): Promise<Decayed> {
  const { document: rules } = await loadSettings(writer.sql, decaySection)
  const tracked = await loadTracked(writer)
  const changes: StatusChange[] = []
  let total = 0
  for (let after: string | null = nobody; after !== null; ) {
    const { moved, last }: { moved: StatusChange[]; last: string | null } = await writer.transaction(async (tx) => {
      const { rows } = await tx.execute<Row>(sql`
        select lead_id as "leadId", from_status as "from", to_status as "to", reason
        from decay(${JSON.stringify(rules)}::jsonb, ${sql.param(tracked)}::uuid[], ${after}, ${leadsAtOnce}, ${dryRun})`)
      const found = rows.flatMap(({ leadId, from, to, reason }): StatusChange[] =>
        from === null || to === null || reason === null ? [] : [{ leadId, from, to, reason }],
      )
      if (found.length > 0 && !dryRun) await announce(tx, 'lead', found.length > 200 ? null : found.map(({ leadId }) => leadId))
      return { moved: found, last: rows.find(({ from }) => from === null)?.leadId ?? null }
    })
    total += moved.length
    for (const one of moved) if (changes.length < mostListed) changes.push(one)
    after = last
  }
  if (!dryRun && total > 0) {
    await writer.transaction((tx) =>
      writeAudit(tx, actor, { action: 'leads.decayed', subjectType: 'lead', subjectId: 'many', detail: { total, rules } }),
    )
  }
  return { changes, total }
}

/** Campaigns, or batches without one, of which any open was told in the last 90 days. */
async function loadTracked(writer: Writer): Promise<string[]> {
  const { rows } = await writer.sql.execute<{ id: string }>(sql`
    select distinct coalesce(s.campaign_id, s.batch_id) as id from signal g join send s on s.id = (g.detail ->> 'sendId')::uuid
    where g.kind = 'EMAIL_OPENED' and g.detail ->> 'sendId' is not null and g.id >= uuid_v7_floor(business_now() - interval '90 days')`)
  return rows.map(({ id }) => id)
}
