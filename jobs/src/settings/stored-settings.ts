import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { SettingProblem } from './check-settings.ts'
import type { EditableSection } from './sections.ts'

/** A section as the database holds it. Version 0 is the shipped one: nobody has saved any yet. */
export type StoredSettings = {
  version: number
  /** With the defaults of what the stored document does not say; as it was stored where the schema refuses it. */
  document: unknown
  changedBy: string | null
  changedAt: Date | null
  /** What the schema refuses of it. Nothing is sent on such a document (I16), but it can be looked at and mended. */
  problems: SettingProblem[]
}

type Row = { section: string; version: number; document: unknown; createdBy: string; createdAt: string }

/** The sections as they stand, in the order asked for, with one statement. */
export async function loadStoredSettings(
  db: Pick<Sql, 'execute'>,
  sections: readonly EditableSection[],
): Promise<(StoredSettings & { editable: EditableSection })[]> {
  const names = sections.map(({ section }) => section.name)
  const { rows } = await db.execute<Row>(sql`
    select v.section, v.version, v.document, v.created_by as "createdBy", v.created_at as "createdAt"
    from unnest(${sql.param(names)}::text[]) as wanted(section)
    cross join lateral (select * from setting_version s where s.section = wanted.section order by s.version desc limit 1) v`)
  return sections.map((editable) => ({
    editable,
    ...read(
      editable,
      rows.find(({ section }) => section === editable.section.name),
    ),
  }))
}

function read({ section }: EditableSection, row: Row | undefined): StoredSettings {
  if (!row) return { version: 0, document: section.schema.parse({}), changedBy: null, changedAt: null, problems: [] }
  const parsed = section.schema.safeParse(row.document)
  return {
    version: row.version,
    document: parsed.success ? parsed.data : row.document,
    changedBy: row.createdBy,
    changedAt: new Date(row.createdAt),
    problems: parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  }
}
