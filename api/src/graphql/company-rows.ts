import { preparedFor } from '@swarm/db/prepared-columns'
import type { Reader } from '@swarm/db/read'
import { company } from '@swarm/db/schema/company'
import { industryKeyOf, loadIndustryNames } from '@swarm/jobs/segment/industry-names'
import { sql } from 'drizzle-orm'
import { rowsInOrder } from './rows-in-order.ts'

export type CompanyRow = {
  id: string
  name: string
  nameKey: string
  domain: string | null
  industry: string | null
  employeesMin: number | null
  employeesMax: number | null
}

export const companyColumns = {
  id: company.id,
  name: company.name,
  nameKey: company.nameKey,
  domain: company.domain,
  industry: company.industry,
  employeesMin: company.employeesMin,
  employeesMax: company.employeesMax,
}

const byIds = preparedFor(companyColumns, ['id'], (db, columns, suffix) =>
  db
    .select(columns)
    .from(company)
    .where(sql`${company.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare(`companies_by_ids${suffix}`),
)

/** Most industries that are named; a list of people's own words may be longer. */
const mostIndustries = 1_000

/**
 * Every industry of a company once, however its name is written, by their index: as many steps as there are spellings, however many companies.
 * Only where there are several the companies of each are counted.
 */
export async function listIndustries(reader: Reader): Promise<string[]> {
  const key = industryKeyOf(sql`n.industry`)
  return reader.read(async (db) => {
    const { rows } = await db.execute<{ key: string; name: string }>(sql`
      with recursive known as (
        (select ${key} as key, n.industry as name from ${company} n where n.industry is not null order by 1, 2 limit 1)
        union all
        select s.key, s.name from known k cross join lateral (
          select ${key} as key, n.industry as name from ${company} n where (${key}, n.industry) > (k.key, k.name) order by 1, 2 limit 1) s
      )
      select key, name from known limit ${mostIndustries}`)
    const spellings = Map.groupBy(rows, (row) => row.key)
    const several = [...spellings].flatMap(([of, spelled]) => (spelled.length > 1 ? [of] : []))
    const names = await loadIndustryNames(db, several)
    return [...spellings].map(([of, [first]]) => names.get(of) ?? first?.name ?? of).sort((a, b) => a.localeCompare(b))
  })
}

/** Companies by their ids, with the columns that are asked for; null asks for all. */
export async function loadCompanies(
  reader: Reader,
  ids: readonly string[],
  asked: ReadonlySet<string> | null = null,
): Promise<(CompanyRow | null)[]> {
  const rows = await reader.read((db) => byIds(asked)(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}
