import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { decideDrafts } from './decide.ts'
import { type HiddenCode, hiddenCode, hiddenReasons } from './hidden-drafts.ts'

/** Most drafts of one step: every one is a decision of its own, with its audit row. */
const mostAtOnce = 200
const cleanable: readonly HiddenCode[] = hiddenReasons.filter(({ isCleanable }) => isCleanable).map(({ code }) => code)

/**
 * Rejects what nobody can act on (tests, stale drafts, drafts whose lead is no longer written to) as `queue_hygiene_non_actionable`. In steps,
 * so that nobody waits long for a row; the ones before a lost connection stay cleaned. Returns how many went.
 */
export async function cleanQueue(writer: Writer, actor: Actor): Promise<number> {
  const { document: settings } = await loadSettings(writer.sql, reviewSection)
  for (let cleaned = 0; ; ) {
    const decided = await writer.transaction(async (tx) => {
      const staleBefore = new Date((await businessNow(tx)).getTime() - settings.staleHours * 3_600_000)
      const { rows } = await tx.execute<{ draftId: string; version: number; code: string }>(sql`
        select h.* from (
          select d.id as "draftId", d.version, ${hiddenCode(staleBefore)} as code from draft d where d.status in ('PENDING', 'EXPIRED', 'BLOCKED')
        ) h where h.code = any(${sql.param([...cleanable])}::text[]) order by h."draftId" limit ${mostAtOnce}`)
      const decisions = rows.map(({ draftId, version, code }) => ({
        draftId,
        version,
        decision: 'REJECT' as const,
        tag: 'queue_hygiene_non_actionable',
        reason: `Cleaned up: ${code}`,
      }))
      return decideDrafts(tx, actor, decisions, settings.undoMinutes)
    })
    const done = decided.filter(({ error }) => error === null).length
    cleaned += done
    // Fewer than a whole step, or somebody was faster with all of them: the rest is theirs.
    if (decided.length < mostAtOnce || done === 0) return cleaned
  }
}
