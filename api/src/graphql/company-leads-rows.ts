import { preparedFor } from '@swarm/db/prepared-columns'
import type { Reader } from '@swarm/db/read'
import { lead } from '@swarm/db/schema/lead'
import { sql } from 'drizzle-orm'
import { type LeadRow, leadColumns } from './lead-rows.ts'
import { groupsInOrder } from './rows-in-order.ts'

const best = preparedFor(leadColumns, ['id', 'companyId', 'sortScore'], (db, columns, suffix) =>
  db
    .select(columns)
    .from(lead)
    .where(
      sql`${lead.id} = any(array(
        select top.id from unnest(${sql.placeholder('ids')}::uuid[]) as k(company_id)
        cross join lateral (select n.id from lead n where n.company_id = k.company_id order by n.sort_score desc, n.id desc limit ${sql.placeholder('first')}) top))`,
    )
    .orderBy(sql`${lead.sortScore} desc, ${lead.id} desc`)
    .prepare(`best_leads_of_companies${suffix}`),
)

/** The `first` leads of each company with the highest scores, in one statement, with the columns that are asked for; null asks for all. */
export async function loadBestLeads(
  reader: Reader,
  companyIds: readonly string[],
  first: number,
  asked: ReadonlySet<string> | null,
): Promise<LeadRow[][]> {
  const rows = await reader.read((db) => best(asked)(db).execute({ ids: [...companyIds], first }))
  return groupsInOrder(companyIds, rows, (row) => row.companyId ?? '')
}
