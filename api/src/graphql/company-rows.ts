import { prepared, type Reader } from '@swarm/db/read'
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

const byIds = prepared((db) =>
  db
    .select(companyColumns)
    .from(company)
    .where(sql`${company.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('companies_by_ids'),
)

export async function loadCompanies(reader: Reader, ids: readonly string[]): Promise<(CompanyRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}
