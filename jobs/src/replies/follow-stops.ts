import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { addSuppressions } from '../suppression/add-suppressions.ts'
import { type DataRequest, daysToAnswer } from './data-request.ts'

/** A reply of somebody who asked for more than to be left alone. */
export type Demand = {
  id: string
  leadId: string | null
  leadName: string | null
  provider: string
  at: string
  stopsCompany: boolean
  dataRequest: DataRequest['is'] | null
}

const companyReason = 'Somebody there asked us to stop writing to the whole company.'

/**
 * Suppresses the domains of companies for which somebody asked us to stop, in the transaction that heard it (I3): everybody there, subdomains
 * too, and what platforms hold for them is asked back. A company's domain is never a free mail one. Where no domain is known a person is told.
 * `demands` are stops that are sure or confirmed.
 */
export async function stopCompanies(tx: Sql, demands: readonly Demand[]): Promise<void> {
  const wide = demands.filter(({ stopsCompany }) => stopsCompany)
  if (wide.length === 0) return
  const { rows: known } = await tx.execute<{ leadId: string; domain: string }>(sql`
    select l.id as "leadId", c.domain from lead l join company c on c.id = l.company_id
    where l.id = any(${sql.param(wide.flatMap(({ leadId }) => leadId ?? []))}::uuid[]) and c.domain is not null order by c.domain`)
  const domainOf = new Map(known.map(({ leadId, domain }) => [leadId, domain]))
  const entries = new Map(
    wide.flatMap(({ leadId, provider }) => {
      const domain = leadId === null ? undefined : domainOf.get(leadId)
      return domain === undefined ? [] : [[domain, { domain, reason: companyReason, source: provider }] as const]
    }),
  )
  if (entries.size > 0) {
    await addSuppressions(tx, 'Replies', [...entries.values()])
    await tx.execute(sql`select ask_recalls(array(select id from leads_of_domains(${sql.param([...entries.keys()])}::text[])), '{}', '{}')`)
  }
  await raise(
    tx,
    wide
      .filter(({ leadId }) => leadId === null || !domainOf.has(leadId))
      .map(({ id, leadName }) => ({
        cause: `reply.company_stop.${id}`,
        message: `${leadName ?? 'Somebody'} asked us to stop writing to their whole company. Its domain is not known: suppress it by hand.`,
      })),
  )
}

/** Tells an operator who asks for their own data, and by when the law wants an answer. */
export async function flagDataRequests(tx: Sql, demands: readonly Demand[]): Promise<void> {
  await raise(
    tx,
    demands.flatMap(({ id, leadName, dataRequest, at }) =>
      dataRequest === null
        ? []
        : [
            {
              cause: `reply.data_request.${id}`,
              message: `${leadName ?? 'Somebody'} asks ${dataRequest === 'ERASURE' ? 'that their data be erased' : 'what data we hold about them'}. Answer by ${answerBy(new Date(at))}.`,
            },
          ],
    ),
  )
}

/** The last day for an answer to a request that came at this instant, YYYY-MM-DD (UTC). */
export const answerBy = (at: Date): string => new Date(at.getTime() + daysToAnswer * 86_400_000).toISOString().slice(0, 10)

async function raise(tx: Sql, alerts: readonly { cause: string; message: string }[]): Promise<void> {
  if (alerts.length === 0) return
  const sorted = alerts.toSorted((a, b) => (a.cause < b.cause ? -1 : 1))
  await tx.execute(sql`
    select raise_alert(a.cause, 'WARNING', a.message) from jsonb_to_recordset(${JSON.stringify(sorted)}::jsonb) as a(cause text, message text)`)
}
