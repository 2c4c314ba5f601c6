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

/** Companies by their ids, with the columns that are asked for; null asks for all. */
export async function loadCompanies(
  reader: Reader,
  ids: readonly string[],
  asked: ReadonlySet<string> | null = null,
): Promise<(CompanyRow | null)[]> {
  const rows = await reader.read((db) => byIds(asked)(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}
