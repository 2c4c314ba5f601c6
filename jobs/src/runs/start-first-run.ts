import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { startRun } from './run-pipeline.ts'

const QUEEN: Actor = { kind: 'agent', name: 'QUEEN' }

/**
 * Lets Apollo find the first leads of a new sandbox, so that whoever opens it sees something. Only in a sandbox, and only while there is
 * neither a lead nor a run: once in the life of a database, however many runners start. Returns whether it did.
 */
export async function startFirstRun(writer: Writer, limit: number): Promise<boolean> {
  return writer.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.first-run'))`)
    const { rows } = await tx.execute<{ mode: string }>(sql`
      select mode from installation where mode = 'sandbox' and not exists (select from lead) and not exists (select from pipeline_run)`)
    if (rows.length === 0) return false
    await startRun(tx, QUEEN, { source: 'default', limit })
    return true
  })
}
