import type { RejectionMemory } from '../review/rejection-memory.ts'
import { type CraftOrder, type CraftResult, craft } from './craft.ts'
import type { CraftFacts } from './craft-facts.ts'
import type { Organisation } from './organisation.ts'
import type { ParsedTemplate } from './template.ts'

/** The text of one cadence step: the plan names its template. */
export type FollowUpOrder = Omit<CraftOrder, 'angle' | 'expectedResult'> & { template: string }

/**
 * Makes the text of a cadence step, or says why it can't be written to this lead: `NO_TEMPLATE` where the plan names one that there is not,
 * or one of another kind. `facts.earlier` holds what this lead got before; the text refers to it and repeats none of it. Pure.
 */
export function craftFollowUp(
  facts: CraftFacts,
  organisation: Organisation,
  templates: readonly ParsedTemplate[],
  memory: RejectionMemory,
  { template, ...order }: FollowUpOrder,
): CraftResult {
  if (!templates.some(({ angle, kind }) => angle === template && kind === order.kind)) {
    return { ok: false, reasons: [{ code: 'NO_TEMPLATE', message: `There is no text “${template}” for a ${order.kind}.` }] }
  }
  return craft(facts, organisation, templates, memory, { ...order, angle: template })
}
