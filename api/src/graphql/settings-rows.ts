import type { KeysetOrder } from '@swarm/db/keyset'
import type { Reader } from '@swarm/db/read'
import { settingVersion } from '@swarm/db/schema/settings'
import { UserError } from '@swarm/jobs/errors'
import { brakes } from '@swarm/jobs/settings/brakes'
import { type SafetyControl, safetyControls } from '@swarm/jobs/settings/safety-controls'
import { loadSafetyMoment } from '@swarm/jobs/settings/safety-moment'
import { type EditableSection, editableSections, findSection } from '@swarm/jobs/settings/sections'
import { loadStoredSettings, type StoredSettings } from '@swarm/jobs/settings/stored-settings'
import { sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { listPage, type Page, type PageArguments } from './page.ts'

export type SectionRow = StoredSettings & { editable: EditableSection }
export type SettingsRow = { sections: SectionRow[]; controls: SafetyControl[]; isRampOn: boolean }

/** Every section, or one, with two statements. */
export async function loadSettingsRow(reader: Reader, sections: readonly EditableSection[] = editableSections): Promise<SettingsRow> {
  return reader.read(async (db) => {
    const [rows, { isRampOn }] = await Promise.all([loadStoredSettings(db, sections), loadSafetyMoment(db, 'none', brakes)])
    return { sections: rows, isRampOn, controls: safetyControls(rows, isRampOn) }
  })
}

/** A section by its name, for a query: there is no union to answer with. */
export function sectionNamed(name: string): EditableSection {
  const editable = findSection(name)
  if (editable) return editable
  const known = editableSections.map(({ section }) => section.name).join(', ')
  throw new GraphQLError(`There is no settings section of that name; there are ${known}.`, {
    extensions: { code: 'INVALID_INPUT', path: ['section'] },
  })
}

/** A query has no union: what its caller can act on is an error with its code. */
export async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserError) throw new GraphQLError(error.message, { extensions: { code: error.code, path: error.path } })
    throw error
  }
}

export type VersionRow = {
  version: number
  document: unknown
  /** The version before; null for the first. */
  before: unknown
  createdBy: string
  createdAt: Date
}

/** The newest first. Versions of one section are unique, so that the cursor's id is nobody's. */
const newestFirst: KeysetOrder = {
  name: 'settings',
  value: sql`${settingVersion.version}`,
  id: sql`'00000000-0000-0000-0000-000000000000'::uuid`,
  type: 'integer',
  descending: true,
}

/** The versions of a section that were saved. */
export function listVersions(reader: Reader, { section }: EditableSection, args: PageArguments): Promise<Page<VersionRow>> {
  return listPage({
    reader,
    args,
    order: newestFirst,
    from: sql`${settingVersion}`,
    conditions: [sql`${settingVersion.section} = ${section.name}`],
    rows: async (db, { where, orderBy, limit }) => {
      const rows = await db
        .select({
          version: settingVersion.version,
          document: settingVersion.document,
          before: sql<unknown>`(select p.document from setting_version p where p.section = setting_version.section and p.version = setting_version.version - 1)`,
          createdBy: settingVersion.createdBy,
          createdAt: settingVersion.createdAt,
        })
        .from(settingVersion)
        .where(where)
        .orderBy(orderBy)
        .limit(limit)
      // What nobody had saved before was the shipped version; what a first start wrote changed nothing.
      return rows.map((row) => ({
        ...row,
        before: row.before ?? (row.createdBy === 'first start' ? row.document : section.schema.parse({})),
      }))
    },
    cursorOf: ({ version }) => ({ value: version, id: '00000000-0000-0000-0000-000000000000' }),
  })
}
