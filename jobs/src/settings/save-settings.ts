import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { loadSettings, type SettingsSection } from './load-settings.ts'

/**
 * Saves a whole document as the next version of its section, if the caller saw the current one. Throws ConflictError when somebody
 * saved meanwhile, InvalidInputError naming each field at fault.
 */
export async function saveSettings<T>(
  tx: Sql,
  actor: Actor,
  section: SettingsSection<T>,
  input: { document: unknown; expectedVersion: number },
): Promise<{ version: number; document: T }> {
  const parsed = section.schema.safeParse(input.document)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new InvalidInputError(`Settings "${section.name}": ${faults.join('; ')}`, [section.name, ...(parsed.error.issues[0]?.path.map(String) ?? [])])
  }
  const before = await loadSettings(tx, section)
  const version = input.expectedVersion + 1
  const { rows } = await tx.execute<{ version: number }>(sql`
    insert into setting_version (section, version, document, created_by)
    select ${section.name}, ${version}, ${JSON.stringify(parsed.data)}::jsonb, ${actor.name}
    where ${input.expectedVersion} = (select coalesce(max(version), 0) from setting_version where section = ${section.name})
    on conflict do nothing returning version`)
  if (rows.length === 0) throw new ConflictError(`Settings "${section.name}" are at version ${before.version} now.`, { currentVersion: before.version })
  await writeAudit(tx, actor, {
    action: 'settings.saved',
    subjectType: 'settings',
    subjectId: section.name,
    detail: { version, before: before.document, after: parsed.data },
  })
  return { version, document: parsed.data }
}
