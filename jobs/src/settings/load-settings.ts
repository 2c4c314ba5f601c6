import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'

/** One section of what a person decides: its name and its schema, whose defaults are the specification's numbers. */
export type SettingsSection<T> = { name: string; schema: z.ZodType<T> }

export type LoadedSettings<T> = { version: number; document: T }

/**
 * The section as it stands. Version 0 is the shipped default: nobody has saved one yet. A stored document that the schema refuses
 * throws, and nothing is sent on it (I16).
 */
export async function loadSettings<T>(db: Sql, section: SettingsSection<T>): Promise<LoadedSettings<T>> {
  const { rows } = await db.execute<{ version: number; document: unknown }>(
    sql`select version, document from setting_version where section = ${section.name} order by version desc limit 1`,
  )
  const stored = rows[0]
  return stored
    ? { version: stored.version, document: section.schema.parse(stored.document) }
    : { version: 0, document: section.schema.parse({}) }
}
