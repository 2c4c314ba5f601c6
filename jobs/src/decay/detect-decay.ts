import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { loadSettings } from '../settings/load-settings.ts'
import type { LeadStatus } from '../signals/lead-status.ts'
import { decaySection } from './decay-settings.ts'

/** Leads looked at in one transaction. Whoever waits for one of their rows may wait for all of it; fewer at once cost no more a lead. */
const leadsAtOnce = 250
/** Changes that are answered one by one; the rest is counted. */
const mostListed = 1_000

/** Leads that open pages are told of by name; more are "many". */
const mostNamed = 50

export type StatusChange = { leadId: string; from: LeadStatus; to: LeadStatus; reason: string }
export type Decayed = { changes: StatusChange[]; total: number }

type Row = {
  lastId: string | null
  moved: number
  changes: { id: string; from_status: LeadStatus; to_status: LeadStatus; reason: string }[]
}

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
    const left = mostListed - changes.length
    const row: Row | undefined = await writer.transaction(async (tx) => {
      const { rows } = await tx.execute<Row>(sql`
        select last_id as "lastId", moved, changes
        from decay(${JSON.stringify(rules)}::jsonb, ${sql.param(tracked)}::uuid[], ${after}, ${leadsAtOnce}, ${dryRun}, ${Math.max(left, mostNamed)}, ${actor.name})`)
      const [found] = rows
      if (found && found.moved > 0 && !dryRun)
        await announce(tx, 'lead', found.moved > mostNamed ? null : found.changes.map(({ id }) => id))
      return found
    })
    total += row?.moved ?? 0
    for (const { id, from_status: from, to_status: to, reason } of row?.changes.slice(0, left) ?? [])
      changes.push({ leadId: id, from, to, reason })
    after = row?.lastId ?? null
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
