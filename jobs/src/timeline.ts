import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** What a timeline entry is about; pages filter by it. */
export const timelineKinds = [
  'discovery',
  'facts',
  'score',
  'draft',
  'decision',
  'send',
  'proof',
  'signal',
  'status',
  'cadence',
  'meeting',
  'note',
  'merge',
] as const
export type TimelineKind = (typeof timelineKinds)[number]

export type TimelineEntry = {
  leadId: string
  kind: TimelineKind
  actor: string
  runId?: string | null
  /** When it happened, where that is another instant than now: providers tell late. */
  at?: Date
  summary: string
  detail?: Record<string, unknown>
}

/**
 * Adds to the leads' timelines, many at once, at one instant unless an entry has its own. Of one instant the later one of these stands above the
 * earlier one.
 */
export async function recordTimeline(tx: Sql, at: Date, entries: TimelineEntry[]): Promise<void> {
  if (entries.length === 0) return
  const timed = entries.map((entry) => ({ ...entry, at: entry.at ?? at }))
  // Ids of one instant come in no order by themselves.
  const idsOf = new Map(
    [...Map.groupBy(timed, (entry) => entry.at.getTime())].map(([ms, same]) => [
      ms,
      same
        .map((one) => newId(one.at))
        .toSorted()
        .values(),
    ]),
  )
  const rows = timed.map((entry) => ({
    id: idsOf.get(entry.at.getTime())?.next().value,
    at: entry.at.toISOString(),
    lead_id: entry.leadId,
    kind: entry.kind,
    actor: entry.actor,
    run_id: entry.runId ?? null,
    summary: entry.summary,
    detail: entry.detail ?? null,
  }))
  await tx.execute(sql`
    insert into timeline_entry (id, lead_id, at, kind, actor, run_id, summary, detail)
    select id, lead_id, at, kind, actor, run_id, summary, detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, lead_id uuid, at timestamptz, kind text, actor text, run_id uuid, summary text, detail jsonb)`)
}
