import { type KeysetOrder, keysetOrderBy } from '@swarm/db/keyset'
import { preparedFor } from '@swarm/db/prepared-columns'
import type { Reader } from '@swarm/db/read'
import { lead } from '@swarm/db/schema/lead'
import { sql } from 'drizzle-orm'
import { rowsInOrder } from './rows-in-order.ts'

export const leadColumns = {
  id: lead.id,
  email: lead.email,
  emailStatus: lead.emailStatus,
  linkedinUrl: lead.linkedinUrl,
  firstName: lead.firstName,
  lastName: lead.lastName,
  fullName: lead.fullName,
  title: lead.title,
  seniority: lead.seniority,
  companyId: lead.companyId,
  companyName: lead.companyName,
  status: lead.status,
  statusCause: lead.statusCause,
  stage: lead.stage,
  tier: lead.tier,
  score: lead.score,
  sortScore: lead.sortScore,
  sortName: lead.sortName,
  intent: lead.intent,
  source: lead.source,
  timeZone: lead.timeZone,
  lastActivityAt: lead.lastActivityAt,
  createdAt: lead.createdAt,
  updatedAt: lead.updatedAt,
}

const byIds = preparedFor(leadColumns, ['id'], (db, columns, suffix) =>
  db
    .select(columns)
    .from(lead)
    .where(sql`${lead.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare(`leads_by_ids${suffix}`),
)

export type LeadRow = Awaited<ReturnType<ReturnType<ReturnType<typeof byIds>>['execute']>>[number]

const firstOf = (order: KeysetOrder) =>
  preparedFor(leadColumns, ['id'], (db, columns, suffix) =>
    db
      .select(columns)
      .from(lead)
      .orderBy(keysetOrderBy(order, false))
      .limit(sql.placeholder('limit'))
      .prepare(`first_${order.name.replaceAll(' ', '_')}${suffix}`),
  )
const firstByOrder = new Map<string, ReturnType<typeof firstOf>>()

/** The first of all leads in one of their orders, prepared once for each order and set of columns; null asks for all of them. */
export function firstLeads(order: KeysetOrder, asked: ReadonlySet<string> | null): ReturnType<ReturnType<typeof firstOf>> {
  const known = firstByOrder.get(order.name) ?? firstOf(order)
  firstByOrder.set(order.name, known)
  return known(asked)
}

/** Leads by their ids, with the columns that are asked for; null asks for all. */
export async function loadLeads(
  reader: Reader,
  ids: readonly string[],
  asked: ReadonlySet<string> | null = null,
): Promise<(LeadRow | null)[]> {
  const rows = await reader.read((db) => byIds(asked)(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}
