import type { RejectionMemory } from '../review/rejection-memory.ts'
import { type CraftOrder, type CraftResult, craft } from './craft.ts'
import type { CraftFacts } from './craft-facts.ts'
import type { Organisation } from './organisation.ts'
import type { ParsedTemplate } from './template.ts'

/** The facts without what was known of the company before `since`: what is left in them has changed in the meantime. */
function changedSince(facts: CraftFacts, since: Date): CraftFacts {
  const later = (at: Date | null): boolean => at !== null && at.getTime() > since.getTime()
  const { openRoles, funding, headcountGrowth, roleStartedOn } = facts
  return {
    ...facts,
    openRoles: openRoles && later(openRoles.at) ? openRoles : null,
    funding: funding && later(funding.value.raisedOn) ? funding : null,
    headcountGrowth: headcountGrowth && later(headcountGrowth.at) ? headcountGrowth : null,
    roleStartedOn: roleStartedOn && later(roleStartedOn.value) ? roleStartedOn : null,
  }
}

/**
 * Makes the text that takes a silent lead up again: what we wrote about, and what has changed there since. Refused with `NO_HISTORY` where
 * nothing of ours is known to have arrived: there is nothing to take up. Pure.
 */
export function craftRevival(
  facts: CraftFacts,
  organisation: Organisation,
  templates: readonly ParsedTemplate[],
  memory: RejectionMemory,
  order: Omit<CraftOrder, 'kind' | 'angle' | 'expectedResult'>,
): CraftResult {
  const last = facts.earlier.findLast(({ channel, acceptedAt }) => channel === 'EMAIL' && acceptedAt !== null)?.acceptedAt
  if (!last) return { ok: false, reasons: [{ code: 'NO_HISTORY', message: 'No email of ours is known to have reached this lead.' }] }
  return craft(changedSince(facts, last), organisation, templates, memory, { ...order, kind: 'revival' })
}
