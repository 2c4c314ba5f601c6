import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { parseTemplate, templateSchema } from './template.ts'
import { storedDocumentOf } from './template-document.ts'

/** One version of a text. */
export type SavedTemplate = { angle: string; version: number }

/**
 * Saves the next version of a text, or the first of a new one. Nothing is written from it before a reviewer has signed it off, and no draft
 * changes. Throws InvalidInputError for a text that can't be taken apart, ConflictError when somebody saved one since the version that was seen.
 */
export async function saveTemplate(
  writer: Pick<Writer, 'sql'>,
  actor: Actor,
  input: { angle: string; document: unknown; note: string | null; expectedVersion: number },
): Promise<SavedTemplate> {
  const version = input.expectedVersion + 1
  const document = { ...templateFieldsOf(input.document), angle: input.angle, version }
  const parsed = parseTemplate(document)
  if (!parsed.ok) throw new InvalidInputError(parsed.reasons.map(({ message }) => message).join(' '), ['document'])
  const stored = storedDocumentOf(templateSchema.parse(document))
  const { rows } = await writer.sql.execute<{ saved: number | null }>(
    sql`select save_template(${input.angle}, ${input.expectedVersion}, ${JSON.stringify(stored)}::jsonb, ${input.note}, ${actor.name},
      ${JSON.stringify({ after: stored, note: input.note })}::jsonb) as saved`,
  )
  const saved = rows[0]?.saved
  if (typeof saved === 'number') return { angle: input.angle, version: saved }
  const newest = await writer.sql.execute<{ version: number; by: string }>(
    sql`select version, created_by as by from template_version where angle = ${input.angle} order by version desc limit 1`,
  )
  const [now] = newest.rows
  throw new ConflictError(`This text is at version ${now?.version ?? 0} now. Nothing was saved.`, {
    currentVersion: now?.version ?? 0,
    decidedBy: now?.by ?? null,
  })
}

/** The fields that were given; anything that is no object has none, and is refused for what it lacks. */
export function templateFieldsOf(document: unknown): object {
  return typeof document === 'object' && document !== null ? document : {}
}
