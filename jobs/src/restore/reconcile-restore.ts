import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import type { JobContext } from '../context.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { statementSources } from '../statements/statement-sources.ts'
import { addSuppressions } from '../suppression/add-suppressions.ts'
import type { HistoryEntry } from './history-entry.ts'
import { readBlockList } from './history-lists.ts'
import { blockedName } from './read-history.ts'
import { type PlatformReading, pauseUnknownCampaigns, readPlatforms } from './read-platforms.ts'

/**
 * Reads from every platform what went out while this database was not the one that knew (I24), once an admin has asked for it. Everybody who
 * turns out to have been written to gets nothing more of this round, and whoever is on a platform's block list is suppressed. Asking again reads
 * again; a message is taken once.
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
  let blocked: string[] = []
  const { instantly } = context
  if (instantly !== null) {
    const note = (of: PlatformReading['of'], told: Pick<PlatformReading, 'found' | 'unknown' | 'problem'>) =>
      readings.push({ platform: 'INSTANTLY', of, ...told })
    try {
      held.push(...(await pauseUnknownCampaigns(writer, instantly, new Date(due.now))))
      if (held.length > 0) note('CAMPAIGNS', { found: held.length, unknown: held.length, problem: null })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      note('CAMPAIGNS', { found: 0, unknown: 0, problem: `Its campaigns could not be read: ${error.message}` })
    }
    try {
      // Whoever opted out since the backup stands there: it is kept equal to our suppressions.
      const list = await readBlockList(writer.sql, instantly)
      blocked = list.unknown
      note('BLOCK_LIST', { found: list.found, unknown: blocked.length, problem: null })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      note('BLOCK_LIST', { found: 0, unknown: 0, problem: `Its block list could not be read: ${error.message}` })
    }
  }
  const suppressions = blocked.flatMap((value) => blockedName(value, 'Instantly', 'Found after a restore') ?? [])
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select take_history(${JSON.stringify([...entries, ...held])}::jsonb, 'OPERATOR')`)
    if (suppressions.length > 0) await addSuppressions(tx, 'OPERATOR', suppressions)
    await tx.execute(sql`
      update reconciliation set report = ${JSON.stringify(readings)}::jsonb, read_at = business_now()
      where id = ${due.id} and closed_at is null and read_at is null`)
    await announce(tx, 'safety', null)
  })
}
