import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../../actors.ts'
import { parseEmail } from '../../identity/email-address.ts'
import { recomputeIntent } from '../../intent/recompute-intent.ts'
import { type Fact, textOf } from '../facts.ts'
import { loadFacts } from '../load-facts.ts'
import { resolveFacts } from '../resolve-facts.ts'
import { saveObservations } from '../save-observations.ts'
import { type JobChange, jobChangeOf } from './job-change.ts'

const ENRICHER: Actor = { kind: 'agent', name: 'ENRICHER' }
/** Surer than any check of the mailbox: that it still takes mail says nothing of who reads it. */
const SURE = 0.96

/**
 * After new answers about leads were kept, in the same transaction: who has another job gets the signal `JOB_CHANGED`, which counts as intent;
 * what was written for the old job is withdrawn and its cadence ends. `before`: what was known of each until then. Mail to the address of a
 * former employer would reach somebody else, so that address counts as invalid. Returns who changed.
 */
export async function recordJobChanges(tx: Sql, now: Date, before: ReadonlyMap<string, Fact[]>): Promise<string[]> {
  const known = [...before].filter(([, facts]) => facts.length > 0)
  if (known.length === 0) return []
  const after = await loadFacts(
    tx,
    known.map(([leadId]) => leadId),
  )
  const changes = known.flatMap(([leadId, facts]) => {
    const change = jobChangeOf(resolveFacts(facts), resolveFacts(after.get(leadId) ?? []))
    return change === null ? [] : [{ leadId, change }]
  })
  if (changes.length === 0) return []
  requireAgentAction(ENRICHER, 'lead.job_changed')
  const rows = changes.map(({ leadId, change }) => ({ lead_id: leadId, summary: summaryOf(change), detail: change }))
  await tx.execute(sql`select record_job_changes(${JSON.stringify(rows)}::jsonb, ${ENRICHER.name})`)
  await saveObservations(
    tx,
    'job-change',
    now,
    changes.flatMap(({ leadId, change }) => {
      const address = textOf(resolveFacts(before.get(leadId) ?? []).email)
      if (!change.isNewEmployer || address === null || !isAt(address, change.formerDomain)) return []
      return [{ leadId, facts: { emailStatus: { value: { address, status: 'INVALID' }, confidence: SURE } } }]
    }),
  )
  const ids = changes.map(({ leadId }) => leadId)
  await recomputeIntent(tx, ids)
  return ids
}

function isAt(address: string, domain: string | null): boolean {
  const parsed = parseEmail(address)
  return parsed.ok && domain !== null && parsed.email.domain === domain
}

function summaryOf({ isNewEmployer, title, company }: JobChange): string {
  if (isNewEmployer) return `Works elsewhere now: ${company.to ?? 'another company'}, before ${company.from ?? 'unknown'}.`
  return `Has another title now: ${title.to}, before ${title.from}.`
}
