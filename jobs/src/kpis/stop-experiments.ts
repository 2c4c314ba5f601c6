import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { SubjectVariant } from '../craft/render.ts'
import type { Log } from '../log.ts'
import { experimentKey, mayStop } from './experiment-rules.ts'
import { type Experiment, loadExperiments } from './load-experiments.ts'

const winners = { A_IS_BETTER: 'A', B_IS_BETTER: 'B', KEEP_RUNNING: null } as const

/** Ends every experiment of which one subject is clearly better. Asked once a day; asking more often is no mistake, and changes nothing twice. */
export async function stopExperiments(writer: Writer, log: Log): Promise<Experiment[]> {
  return writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    const ended: Experiment[] = []
    for (const experiment of await loadExperiments(tx)) {
      const { angle, templateVersion, since, a, b, low, high, difference, verdict, stoppedAt } = experiment
      const winner = winners[verdict]
      if (winner === null || stoppedAt !== null || !mayStop({ since, counted: a.counted + b.counted }, now)) continue
      const { rows } = await tx.execute<{ isNew: boolean }>(sql`
        select stop_experiment(${angle}, ${templateVersion}, ${winner}, ${JSON.stringify({ a, b, difference, low, high })}::jsonb) as "isNew"`)
      if (rows[0]?.isNew !== true) continue
      ended.push(experiment)
      log.info({ angle, templateVersion, winner }, 'kpis: an experiment has ended')
    }
    return ended
  })
}

/** The subject that each ended experiment goes on with. */
export async function loadWinners(db: Sql): Promise<Map<string, SubjectVariant>> {
  const { rows } = await db.execute<{ angle: string; templateVersion: number; winner: SubjectVariant }>(
    sql`select angle, template_version as "templateVersion", winner from experiment_stop`,
  )
  return new Map(rows.map(({ angle, templateVersion, winner }) => [experimentKey(angle, templateVersion), winner]))
}
