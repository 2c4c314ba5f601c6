import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadSettings } from '../settings/load-settings.ts'
import { INDUSTRY_KEYWORDS, sourcesSection } from '../settings/sources.ts'

/** What a run may be started over: the name that `runPipeline` takes, and what it means. A company is named freely besides. */
export type RunSource = { source: string; label: string; kind: 'NEW' | 'LIST' | 'INDUSTRY' | 'IMPORT' }

/** Most imports that are offered, the newest first. */
const mostImports = 10

/** Every source that can be chosen, as `resolveSource` reads them: new leads, target lists, industries, the last imports of leads. */
export async function listSources(db: Sql): Promise<RunSource[]> {
  const { document } = await loadSettings(db, sourcesSection)
  const { rows } = await db.execute<{ id: string; name: string; rows: number | null }>(sql`
    select id, file_name as name, rows from import where kind = 'LEADS' and status = 'SUCCEEDED' and undo_asked_at is null
    order by started_at desc, id desc limit ${mostImports}`)
  const lists = Object.keys(document.lists)
  return [
    { source: 'new', label: 'Leads that no run has taken yet', kind: 'NEW' },
    ...lists.map((name): RunSource => ({ source: name, label: name === 'default' ? 'The usual search' : `List: ${name}`, kind: 'LIST' })),
    // A list of the same name comes first, as for a run.
    ...Object.keys(INDUSTRY_KEYWORDS)
      .filter((slug) => !lists.includes(slug))
      .map((slug): RunSource => ({ source: slug, label: `Industry: ${slug.replaceAll('-', ' ')}`, kind: 'INDUSTRY' })),
    ...rows.map(
      ({ id, name, rows: count }): RunSource => ({
        source: `import:${id}`,
        label: `Import: ${name}${count === null ? '' : `, ${count} rows`}`,
        kind: 'IMPORT',
      }),
    ),
  ]
}
