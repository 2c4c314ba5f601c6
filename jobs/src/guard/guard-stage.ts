import { announce } from '../announce.ts'
import type { JobContext } from '../context.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { StageOutcome } from '../runs/stages.ts'
import { draftsOfRun } from './drafts-of-run.ts'
import { guardDrafts } from './guard-drafts.ts'

/** Guards the drafts that a run has made. Those that are stopped leave the run with the first code, and stay BLOCKED where people find them. */
export function guardStage({ addressLists }: Pick<JobContext, 'addressLists'>): StageWork {
  return async (tx, run, leads) => {
    const ids = leads.map(({ leadId }) => leadId)
    const draftOf = await draftsOfRun(tx, run.id, ids)
    const verdicts = await guardDrafts(tx, addressLists, [...draftOf.values()], run.id)
    if ([...verdicts.values()].some(({ isBlocked }) => isBlocked)) await announce(tx, 'queue', null)
    return ids.map((leadId): StageOutcome => {
      const verdict = verdicts.get(draftOf.get(leadId) ?? '')
      // A draft that is gone was erased with its lead's data, or never made.
      if (!verdict) return { leadId, to: 'failed', code: 'DRAFT_GONE' }
      const [code] = verdict.blockedBy
      return code === undefined ? { leadId, to: 'next' } : { leadId, to: 'skipped', code }
    })
  }
}
