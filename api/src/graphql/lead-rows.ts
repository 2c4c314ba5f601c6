import { type KeysetOrder, keysetOrderBy } from '@swarm/db/keyset'
import { prepared, type Reader } from '@swarm/db/read'
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

const byIds = prepared((db) =>
  db
    .select(leadColumns)
    .from(lead)
    .where(sql`${lead.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('leads_by_ids'),
)

export type LeadRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

const firstOf = (order: KeysetOrder) =>
  prepared((db) =>
    db
      .select(leadColumns)
      .from(lead)
      .orderBy(keysetOrderBy(order, false))
      .limit(sql.placeholder('limit'))
      .prepare(`first_${order.name.replaceAll(' ', '_')}`),
  )
const firstByOrder = new Map<string, ReturnType<typeof firstOf>>()

/** The first of all leads in one of their orders, prepared once for each order. */
export function firstLeads(order: KeysetOrder): ReturnType<typeof firstOf> {
  const known = firstByOrder.get(order.name) ?? firstOf(order)
  firstByOrder.set(order.name, known)
  return known
}

export async function loadLeads(reader: Reader, ids: readonly string[]): Promise<(LeadRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}
