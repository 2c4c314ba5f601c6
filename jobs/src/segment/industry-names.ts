import type { Sql } from '@swarm/db/write'
import { type SQL, sql } from 'drizzle-orm'

/** What an industry is told apart by: providers write one name in several cases. */
export const industryKeyOf = (industry: SQL): SQL => sql`lower(${industry})`

/** How industries are written, by their keys: as most companies have them. A key that no company has is left out. */
export async function loadIndustryNames(db: Sql, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const key = industryKeyOf(sql`c.industry`)
  const { rows } = await db.execute<{ key: string; name: string }>(sql`
    select distinct on (n.key) n.key, n.name from (
      select ${key} as key, c.industry as name, count(*) as companies from company c where ${key} = any(${sql.param([...keys])}::text[]) group by 1, 2
    ) n order by n.key, n.companies desc, n.name`)
  return new Map(rows.map(({ key: of, name }) => [of, name]))
}
