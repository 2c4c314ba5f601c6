/** What a caller may do. Each but `webhook` includes `read`; none includes another (api.md). */
export const scopes = ['read', 'review', 'operate', 'admin', 'webhook'] as const
export type Scope = (typeof scopes)[number]

/** The six software actors and QUEEN, who runs them. */
export const agents = ['QUEEN', 'HUNTER', 'ENRICHER', 'SEGMENTOR', 'CRAFTER', 'GATEKEEPER', 'OPERATOR'] as const
export type Agent = (typeof agents)[number]

/** Who does it. `name` is what the audit trail and the screen show. */
export type Actor =
  | { kind: 'user'; id: string; name: string; scopes: readonly Scope[] }
  | { kind: 'key'; id: string; name: string; scopes: readonly Scope[] }
  | { kind: 'agent'; name: Agent }
  | { kind: 'provider'; name: string }
  | { kind: 'system'; name: string }

/** What each agent may do; the one table, checked where the action is done and shown on the health page. OPERATOR alone sends. */
export const agentActions: Record<Agent, readonly string[]> = {
  QUEEN: ['run.started', 'run.finished', 'run.failed', 'run.cancelled'],
  HUNTER: [
    'lead.created',
    'lead.updated',
    'lead.merged',
    'lead.excluded',
    'import.finished',
    'import.failed',
    'suppression.added',
    'exclusion.added',
  ],
  ENRICHER: ['lead.enriched', 'lead.job_changed'],
  SEGMENTOR: ['lead.scored', 'lead.disqualified', 'lead.requalified', 'leads.rescored'],
  CRAFTER: ['draft.crafted', 'draft.refused', 'draft.rephrased', 'revival.queued', 'revival.refused'],
  GATEKEEPER: ['draft.queued', 'draft.blocked', 'draft.expired', 'draft.unapproved', 'drafts.renewed'],
  OPERATOR: [
    'send.reserved',
    'send.settled',
    'send.skipped',
    'send.proven',
    'send.recalled',
    'batch.started',
    'batch.executed',
    'batch.partial',
    'enrollment.started',
    'enrollment.ended',
    'enrollment.resumed',
    'enrollment.step_skipped',
    'send.parked',
    'task.given',
    'meeting.booked',
    'meeting.refused',
    'meeting.unclear',
    'revival.dated',
    'revival.undated',
  ],
}

/** An agent tried what is not on its list: a fault of ours, that no caller can act on. Audited where the work ends (`auditRefusals`). */
export class AgentRefusedError extends Error {
  readonly agent: Agent
  readonly action: string

  constructor(agent: Agent, action: string) {
    super(`${agent} may not do ${action}.`)
    this.name = 'AgentRefusedError'
    this.agent = agent
    this.action = action
  }
}

/** Refuses an agent that does what is not on its list: throws AgentRefusedError. */
export function requireAgentAction(actor: Actor, action: string): void {
  if (actor.kind === 'agent' && !agentActions[actor.name].includes(action)) throw new AgentRefusedError(actor.name, action)
}

/** Whether the scopes allow what needs `needed`: each scope but `webhook` includes `read`; what a webhook key may do, record one event, an operator may too. */
export function allows(held: readonly Scope[], needed: Scope): boolean {
  return (
    held.includes(needed) ||
    (needed === 'read' && held.some((scope) => scope !== 'webhook')) ||
    (needed === 'webhook' && held.includes('operate'))
  )
}
