import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import type { JobContext } from '../context.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { statementSources } from '../statements/statement-sources.ts'
import type { HistoryEntry } from './history-entry.ts'
import { pauseUnknownCampaigns, readPlatforms } from './read-platforms.ts'

/**
 * Reads from every platform what went out while this database was not the one that knew (I24), once an admin has asked for it. Everybody who
 * turns out to have been written to gets nothing more of this round. Asking again reads again; a message is taken once.
 */
export async function reconcileRestore(context: JobContext): Promise<void> {
  const { writer } = context
  const { rows } = await writer.sql.execute<{ id: string; since: string; now: string }>(
    sql`select id, since, business_now() as now from reconciliation where closed_at is null and asked_at is not null and read_at is null`,
  )
  const due = rows[0]
  if (!due) return
  const { readings, entries } = await readPlatforms(writer, statementSources(context), { from: new Date(due.since), to: new Date(due.now) })
  const held: HistoryEntry[] = []
  if (context.instantly !== null) {
    try {
      held.push(...(await pauseUnknownCampaigns(writer, context.instantly, new Date(due.now))))
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      readings.push({
        platform: 'INSTANTLY',
        of: 'CAMPAIGNS',
        found: 0,
        unknown: 0,
        problem: `Its campaigns could not be read: ${error.message}`,
      })
    }
  }
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select take_history(${JSON.stringify([...entries, ...held])}::jsonb, 'OPERATOR')`)
    const report =
      held.length === 0
        ? readings
        : [...readings, { platform: 'INSTANTLY', of: 'CAMPAIGNS', found: held.length, unknown: held.length, problem: null }]
    await tx.execute(sql`
      update reconciliation set report = ${JSON.stringify(report)}::jsonb, read_at = business_now()
      where id = ${due.id} and closed_at is null and read_at is null`)
    await announce(tx, 'safety', null)
  })
}
