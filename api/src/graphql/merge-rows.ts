import type { Reader } from '@swarm/db/read'
import { leadMerge, mergeSuggestion } from '@swarm/db/schema/lead-merge'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { groupsInOrder } from './rows-in-order.ts'

export type MergeRow = {
  id: string
  leadId: string
  mergedId: string
  reason: string
  mergedName: string
  mergedEmail: string | null
  mergedLinkedinUrl: string | null
  mergedBy: string
  mergedAt: Date
  undoneBy: string | null
  undoneAt: Date | null
}

const mergedLead = z.object({ full_name: z.string().nullable(), email: z.string().nullable(), linkedin_url: z.string().nullable() })

const mergeColumns = {
  id: leadMerge.id,
  leadId: leadMerge.leadId,
  mergedId: leadMerge.mergedId,
  reason: leadMerge.reason,
  merged: leadMerge.merged,
  mergedBy: leadMerge.mergedBy,
  mergedAt: leadMerge.mergedAt,
  undoneBy: leadMerge.undoneBy,
  undoneAt: leadMerge.undoneAt,
}

function mergeOf({ merged, ...row }: Omit<MergeRow, 'mergedName' | 'mergedEmail' | 'mergedLinkedinUrl'> & { merged: unknown }): MergeRow {
  const { full_name, email, linkedin_url } = mergedLead.parse(merged)
  return { ...row, mergedName: full_name ?? email ?? linkedin_url ?? 'Unnamed lead', mergedEmail: email, mergedLinkedinUrl: linkedin_url }
}

/** Merges into each of these leads, newest first, undone ones too. */
export async function loadMergesOf(reader: Reader, leadIds: readonly string[]): Promise<MergeRow[][]> {
  const rows = await reader.read((db) =>
    db
      .select(mergeColumns)
      .from(leadMerge)
      .where(sql`${leadMerge.leadId} = any(${sql.param([...leadIds])}::uuid[])`)
      .orderBy(sql`${leadMerge.id} desc`),
  )
  return groupsInOrder(leadIds, rows.map(mergeOf), (row) => row.leadId)
}

/** One merge; null when there is none. */
export async function loadMerge(reader: Reader, id: string): Promise<MergeRow | null> {
  const [row] = await reader.read((db) => db.select(mergeColumns).from(leadMerge).where(sql`${leadMerge.id} = ${id}::uuid`))
  return row ? mergeOf(row) : null
}

/** The lead that one which was merged away is now; null when it never was one. */
export async function loadMergedInto(reader: Reader, id: string): Promise<string | null> {
  const [row] = await reader.read((db) =>
    db
      .select({ leadId: leadMerge.leadId })
      .from(leadMerge)
      .where(sql`${leadMerge.mergedId} = ${id}::uuid and ${leadMerge.undoneAt} is null`),
  )
  return row?.leadId ?? null
}

export const suggestionColumns = {
  id: mergeSuggestion.id,
  leadId: mergeSuggestion.leadId,
  otherId: mergeSuggestion.otherId,
  kind: mergeSuggestion.kind,
  evidence: mergeSuggestion.evidence,
  refusal: mergeSuggestion.refusal,
  at: mergeSuggestion.at,
}
export type SuggestionRow = {
  id: string
  leadId: string
  otherId: string
  kind: 'SAME_PERSON' | 'CONTRADICTION' | 'SAME_NAME'
  evidence: string
  refusal: string | null
  at: Date
}

/** Suggestions that nobody has decided, of each of these leads. */
export async function loadSuggestionsOf(reader: Reader, leadIds: readonly string[]): Promise<SuggestionRow[][]> {
  const ids = sql`${sql.param([...leadIds])}::uuid[]`
  const rows = await reader.read((db) =>
    db
      .select(suggestionColumns)
      .from(mergeSuggestion)
      .where(
        sql`${mergeSuggestion.dismissedAt} is null and (${mergeSuggestion.leadId} = any(${ids}) or ${mergeSuggestion.otherId} = any(${ids}))`,
      )
      .orderBy(sql`${mergeSuggestion.id} desc`),
  )
  return leadIds.map((id) => rows.filter(({ leadId, otherId }) => leadId === id || otherId === id))
}
