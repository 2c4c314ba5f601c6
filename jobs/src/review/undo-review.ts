import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { decideDraft } from './decide.ts'

/**
 * Takes an approval or rejection back within the undo time (10 minutes as shipped), whoever made it; the draft waits again with the text that
 * it has. `version` is the one that the decision made. Returns the new version.
 */
export async function undoReview(
  writer: Writer,
  actor: Actor,
  { draftId, version }: { draftId: string; version: number },
): Promise<number> {
  const { document: settings } = await loadSettings(writer.sql, reviewSection)
  return writer.transaction((tx) => decideDraft(tx, actor, { draftId, version, decision: 'UNDO' }, settings.undoMinutes))
}
