import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { AgentRefusedError } from '../actors.ts'

/**
 * Does the work, and writes down when it ends because an agent was refused what is not on its list: in a transaction of its own, since the
 * one that it tried in is rolled back. What the work throws is thrown on.
 */
export async function auditRefusals<Result>(db: Sql, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AgentRefusedError) {
      const { agent, action } = error
      await db.execute(sql`select write_audit(${agent}, 'agent.refused', 'agent', ${agent}, ${JSON.stringify({ action })}::jsonb)`)
    }
    throw error
  }
}
