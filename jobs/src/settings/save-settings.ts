import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { ConflictError, InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import type { BrakeChecks } from './brakes.ts'
import { type CheckedSettings, checkDocument, checkPatch, type SafetyMoment } from './check-settings.ts'
import { loadSafetyMoment } from './safety-moment.ts'
import { type EditableSection, findSection } from './sections.ts'
import { loadStoredSettings, type StoredSettings } from './stored-settings.ts'

/** The section and the version that stands after it: the same as before when nothing differs. */
export type SavedSettings = { section: string; version: number }

/**
 * Lays a patch over a section and saves it as its next version, with what was before and after in the audit trail. Throws InvalidInputError
 * naming every fault by its path, ConflictError when somebody saved since `expectedVersion`, RefusedError when it would loosen what the ramp
 * holds. A patch that changes nothing saves nothing. `action` names it otherwise in the audit trail, where it is more than a save.
 */
export async function updateSettings(
  writer: Writer,
  actor: Actor,
  input: { section: string; patch: unknown; expectedVersion: number; action?: string },
  checks: BrakeChecks,
): Promise<SavedSettings> {
  return writer.transaction((tx) =>
    save(tx, actor, checks, { action: 'settings.updated', ...input, from: null }, (editable, current, moment) =>
      Promise.resolve(checkPatch(editable, current.document, input.patch, moment)),
    ),
  )
}

/**
 * Makes an older version the newest again; 0 is the shipped one. It is a save like any other: history only grows, and what the ramp holds it
 * does not loosen. Throws what `updateSettings` throws, and NotFoundError for a version that never was.
 */
export async function restoreSettings(
  writer: Writer,
  actor: Actor,
  input: { section: string; version: number; expectedVersion: number },
  checks: BrakeChecks,
): Promise<SavedSettings> {
  return writer.transaction((tx) =>
    save(tx, actor, checks, { ...input, action: 'settings.restored', from: input.version }, async (editable, current, moment) =>
      checkDocument(editable, current.document, await versionOf(tx, editable, input.version), moment),
    ),
  )
}

/** A section by its name. Throws NotFoundError. */
export function getSection(name: string): EditableSection {
  const editable = findSection(name)
  if (!editable) throw new NotFoundError(`There is no settings section "${name}".`, ['section'])
  return editable
}

/** The document of a version that was. Throws NotFoundError. */
export async function versionOf(db: Pick<Sql, 'execute'>, { section }: EditableSection, version: number): Promise<unknown> {
  if (version === 0) return section.schema.parse({})
  const { rows } = await db.execute<{ document: unknown }>(
    sql`select document from setting_version where section = ${section.name} and version = ${version}`,
  )
  if (!rows[0]) throw new NotFoundError(`There is no version ${version} of "${section.name}".`, ['version'])
  return rows[0].document
}

type Change = { section: string; expectedVersion: number; action: string; from: number | null }
type Check = (editable: EditableSection, current: StoredSettings, moment: SafetyMoment) => Promise<CheckedSettings>

async function save(tx: Sql, actor: Actor, checks: BrakeChecks, change: Change, check: Check): Promise<SavedSettings> {
  requireAgentAction(actor, change.action)
  const editable = getSection(change.section)
  const [current] = await loadStoredSettings(tx, [editable])
  if (!current) throw new Error('a section that exists has no settings')
  if (current.version !== change.expectedVersion) throw overtaken(current)
  const checked = await check(editable, current, await loadSafetyMoment(tx, change.section, checks))
  if (checked.problems.length > 0 || checked.document === null) throw invalid(checked)
  if (checked.changes.length === 0) return { section: change.section, version: current.version }
  if (checked.refusals.length > 0) {
    const reasons = checked.refusals.map(({ code, message }) => ({ code, message }))
    throw new RefusedError('NOT_READY', reasons.map(({ message }) => message).join(' '), reasons)
  }
  const detail = {
    before: current.document,
    after: checked.document,
    changes: checked.changes,
    ...(change.from === null ? {} : { restoredFrom: change.from }),
  }
  const { rows } = await tx.execute<{ saved: number | null }>(
    sql`select save_setting(${change.section}, ${current.version}, ${JSON.stringify(checked.document)}::jsonb, ${actor.name}, ${change.action}, ${JSON.stringify(detail)}::jsonb) as saved`,
  )
  const saved = rows[0]?.saved
  if (typeof saved === 'number') return { section: change.section, version: saved }
  const [winner] = await loadStoredSettings(tx, [editable])
  throw overtaken(winner ?? current)
}

function overtaken({ version, changedBy, changedAt }: StoredSettings): ConflictError {
  const by = changedBy === null ? '' : `, saved by ${changedBy}`
  return new ConflictError(`These settings are at version ${version} now${by}. Nothing was saved.`, {
    currentVersion: version,
    decidedBy: changedBy,
    decidedAt: changedAt,
  })
}

function invalid({ problems }: CheckedSettings): InvalidInputError {
  const [first] = problems
  const words = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return new InvalidInputError(words.join('; '), ['patch', ...(first && first.path !== '' ? first.path.split('.') : [])])
}
