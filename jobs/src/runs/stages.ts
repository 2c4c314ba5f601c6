import type { pipelineStage } from '@swarm/db/schema/run'

/** The six stages, in their order. */
export const STAGES = ['DISCOVER', 'ENRICH', 'SEGMENT', 'CRAFT', 'GUARD', 'QUEUE'] as const satisfies Readonly<
  typeof pipelineStage.enumValues
>
export type Stage = (typeof STAGES)[number]

/** The stage after one; null after the last. */
export function stageAfter(stage: Stage): Stage | null {
  return STAGES[STAGES.indexOf(stage) + 1] ?? null
}

/** A run as its stages need to know it. */
export type Run = { id: string; key: string; source: string }

/** One lead that a stage has taken: nobody else works on it until the transaction ends. */
export type TakenLead = {
  leadId: string
  /** Tries before this one that failed. */
  attempts: number
}

/** What a stage decided for one lead. */
export type StageOutcome = { leadId: string } & (
  | { to: 'next' }
  /** Out of the run on purpose. */
  | { to: 'skipped'; code: string }
  /** Did not work this time: tried again by policy, then FAILED. */
  | { to: 'failed'; code: string }
  /** Stays, because its worker waits for a provider until then (real time). */
  | { to: 'held'; forMs: number }
  /** Stays until somebody who answers later has answered, or that time is over (real time); no worker waits for it. */
  | { to: 'awaiting'; forMs: number }
)
