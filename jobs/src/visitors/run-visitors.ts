import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { startRun } from '../runs/run-pipeline.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { visitorSection } from './visitor-settings.ts'

const QUEEN: Actor = { kind: 'agent', name: 'QUEEN' }
/** Visitors in one run. */
const mostAtOnce = 200

/**
 * Starts a run of visitors who were made leads and have not been through the pipeline yet; each goes through it once by itself. The run waits
 * for what Clay says of them. Any number of processes may try: one of them finds somebody. Null: nobody waits.
 */
export async function runVisitors(writer: Writer): Promise<{ runId: string | null }> {
  return writer.transaction(async (tx) => {
    const { document: settings } = await loadSettings(tx, visitorSection)
    if (!settings.runPipeline) return { runId: null }
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.visitor-run'))`)
    const { rows } = await tx.execute<{ id: string }>(sql`
      select l.id from lead l where l.source = 'rb2b' and l.status = 'PENDING' and not exists (select from score_decision s where s.lead_id = l.id)
        and not exists (select from pipeline_run_lead r where r.lead_id = l.id) order by l.id limit ${mostAtOnce}`)
    if (rows.length === 0) return { runId: null }
    return startRun(tx, QUEEN, { leadIds: rows.map(({ id }) => id) })
  })
}
