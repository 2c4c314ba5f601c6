import { preparedFor } from '@swarm/db/prepared-columns'
import type { Reader } from '@swarm/db/read'
import { company } from '@swarm/db/schema/company'
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

/** Every industry of a company once, by their index: as many steps as there are industries, however many companies. */
export async function listIndustries(reader: Reader): Promise<string[]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ industry: string }>(sql`
      with recursive known as (
        (select ${company.industry} as industry from ${company} where ${company.industry} is not null order by 1 limit 1)
        union all
        select (select n.industry from ${company} n where n.industry > k.industry order by n.industry limit 1) from known k where k.industry is not null
      )
      select industry from known where industry is not null limit ${mostIndustries}`),
  )
  return rows.map(({ industry }) => industry).sort((a, b) => a.localeCompare(b))
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
