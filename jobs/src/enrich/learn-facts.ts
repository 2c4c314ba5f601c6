import type { Sql } from '@swarm/db/write'
import { unapproveOutdatedDrafts } from '../craft/unapprove-outdated-drafts.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { recordHiring } from '../intent/record-hiring.ts'
import type { Places } from '../place/load-places.ts'
import type { ObservedFacts } from '../providers/observation.ts'
import { recordJobChanges } from './job-change/record-job-changes.ts'
import { leadColumnsOf } from './lead-columns.ts'
import { loadFacts } from './load-facts.ts'
import { resolveFacts } from './resolve-facts.ts'
import { saveLeadColumns } from './save-lead-columns.ts'
import { saveObservations } from './save-observations.ts'

export type Learned = { leadId: string; facts: ObservedFacts }

/**
 * What a provider said of known leads, kept in place of what it said before; what counts now becomes their columns, who has another
 * job than before is treated so, whose company is hiring shows intent, and an approved text that rests on what is no longer said loses its approval, all in the caller's transaction. Returns the leads whose columns changed.
 */
export async function learnFacts(
  tx: Sql,
  now: Date,
  provider: string,
  learned: readonly Learned[],
  world: { places: Places; addressLists: AddressLists },
): Promise<Set<string>> {
  if (learned.length === 0) return new Set()
  const ids = [...new Set(learned.map(({ leadId }) => leadId))].toSorted()
  const before = await loadFacts(tx, ids)
  await saveObservations(tx, provider, now, learned)
  await recordJobChanges(tx, now, before)
  await recordHiring(
    tx,
    learned.flatMap(({ leadId, facts }) => (facts.hiring === undefined ? [] : [leadId])),
  )
  const after = await loadFacts(tx, ids)
  const changed = await saveLeadColumns(
    tx,
    now,
    ids.map((leadId) => ({ leadId, columns: leadColumnsOf(resolveFacts(after.get(leadId) ?? []), world) })),
  )
  // What was approved may rest on what is not said any more.
  await unapproveOutdatedDrafts(tx, ids)
  return changed
}
