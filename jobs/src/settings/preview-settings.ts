import type { Sql } from '@swarm/db/write'
import { InvalidInputError } from '../errors.ts'
import type { BrakeChecks } from './brakes.ts'
import { type CheckedSettings, checkDocument, checkPatch } from './check-settings.ts'
import { loadSafetyMoment } from './safety-moment.ts'
import { versionOf } from './save-settings.ts'
import type { EditableSection } from './sections.ts'
import { loadStoredSettings } from './stored-settings.ts'

/**
 * What a patch, or an older version, would come to, by the very rules that a save asks. Changes nothing. Throws InvalidInputError unless one
 * of the two is given, NotFoundError for a version that never was.
 */
export async function previewSettings(
  db: Sql,
  { section, patch, restore }: { section: EditableSection; patch: unknown; restore: number | null },
  checks: BrakeChecks,
): Promise<CheckedSettings & { version: number }> {
  if ((patch === null) === (restore === null))
    throw new InvalidInputError('Give a patch or a version to restore, one of the two.', ['patch'])
  const [current] = await loadStoredSettings(db, [section])
  if (!current) throw new Error('a section that exists has no settings')
  const moment = await loadSafetyMoment(db, section.section.name, checks)
  const checked =
    restore === null
      ? checkPatch(section, current.document, patch, moment)
      : checkDocument(section, current.document, await versionOf(db, section, restore), moment)
  return { ...checked, version: current.version }
}
