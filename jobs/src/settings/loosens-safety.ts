import type { Sql } from '@swarm/db/write'
import { isJsonObject, mergePatch } from './merge-patch.ts'
import { versionOf } from './save-settings.ts'
import { findSection } from './sections.ts'
import { loadStoredSettings } from './stored-settings.ts'
import { loosenedPaths } from './tightening.ts'

/**
 * Whether saving this would make a safety setting looser than it is now: then a person must have proven lately who they are, ramp or not. What
 * the save will refuse for another reason (no such section, another version) loosens nothing.
 */
export async function loosensSafety(
  db: Sql,
  { section: name, patch, restore, expectedVersion }: { section: string; patch: unknown; restore: number | null; expectedVersion: number },
): Promise<boolean> {
  const editable = findSection(name)
  if (!editable) return false
  const [current] = await loadStoredSettings(db, [editable])
  // The save compares the same version: what is judged here is what it would change.
  if (!current || current.version !== expectedVersion) return false
  if (restore === null && !isJsonObject(patch)) return false
  const wanted = restore === null ? mergePatch(current.document, patch) : await versionOf(db, editable, restore)
  const parsed = editable.section.schema.safeParse(wanted)
  return parsed.success && loosenedPaths({ ...editable.tightening, ...editable.looseWithProof }, current.document, parsed.data).length > 0
}
