import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Agent, agentActions, agents } from '../actors.ts'

/** What an agent may do, and what it did last; `lastAction` null: nothing yet. */
export type AgentWork = { agent: Agent; actions: readonly string[]; lastAction: string | null; lastAt: Date | null; dayCount: number }

/** Most deeds of one agent that are counted for a day. */
const mostCounted = 10_000

/** Every agent with its list and its last deed, as the audit trail has it (real time), in one statement. */
export async function loadAgentWork(db: Sql): Promise<AgentWork[]> {
  const { rows } = await db.execute<{ agent: Agent; action: string | null; at: string | null; day: number }>(sql`
    select a.name as agent, e.action, e.at, c.count as day from unnest(${sql.param([...agents])}::text[]) a(name)
    left join lateral (select action, at from audit_entry where actor = a.name order by id desc limit 1) e on true
    cross join lateral (
      select count(*)::int as count from (
        select from audit_entry where actor = a.name and id >= uuid_v7_floor(clock_timestamp() - interval '24 hours') limit ${mostCounted}) x) c`)
  const byAgent = new Map(rows.map((row) => [row.agent, row]))
  return agents.map((agent) => {
    const row = byAgent.get(agent)
    return {
      agent,
      actions: agentActions[agent],
      lastAction: row?.action ?? null,
      lastAt: row?.at ? new Date(row.at) : null,
      dayCount: row?.day ?? 0,
    }
  })
}
