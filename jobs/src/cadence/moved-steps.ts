import type { PlanStep } from './cadence-plan.ts'

/** The once-key of a touch holds its step and its channel, so no two steps of one way may share both. */
const channelOf = (action: PlanStep['action']) => (action === 'EMAIL' || action === 'TASK' ? action : 'LINKEDIN')

/**
 * The steps that are left for a lead who is moved to another plan: those of later days than the last one that is behind them. A step whose
 * number and channel were used already would be taken for a repeat and is left out.
 */
export function movedSteps(
  way: readonly { step: number; day: number; action: PlanStep['action']; isOpen: boolean }[],
  plan: readonly PlanStep[],
): PlanStep[] {
  const behind = way.filter(({ isOpen }) => !isOpen)
  const lastDay = Math.max(0, ...behind.map(({ day }) => day))
  const used = new Set(behind.map(({ step, action }) => `${step} ${channelOf(action)}`))
  return plan.filter(({ step, day, action }) => day > lastDay && !used.has(`${step} ${channelOf(action)}`))
}
