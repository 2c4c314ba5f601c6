import type { Writer } from '@swarm/db/write'
import * as make from '../../harness/make.ts'
import { makeBatch, sendTo } from '../../harness/make-dispatch.ts'

export const TECHNOLOGIES = ['Bullhorn', 'Slack']

/** What is known of a lead, as an import leaves it. */
export async function observe(writer: Writer, leadId: string, facts: Record<string, unknown>): Promise<void> {
  await writer.pool.query(
    `insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'csv', $2, business_now())
     on conflict (lead_id, provider) do update set facts = excluded.facts, observed_at = excluded.observed_at`,
    [leadId, JSON.stringify(Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { value, confidence: null }])))],
  )
}

/** A lead whose title, company, tools and address are known. */
export async function knownLead(
  writer: Writer,
  given: { firstName?: string; companyId?: string; columns?: Record<string, unknown> } = {},
): Promise<make.MadeLead> {
  const lead = await make.lead(writer, given)
  await observe(writer, lead.id, {
    title: 'VP Operations',
    companyName: 'Brightside Talent',
    industry: 'staffing & recruiting',
    employeeCount: 120,
    technologies: TECHNOLOGIES,
    email: lead.email,
  })
  return lead
}

/** A known lead that got its first email: an accepted send of a batch. */
export async function leadWrittenTo(
  writer: Writer,
  given: Parameters<typeof knownLead>[1] & { angle?: string } = {},
): Promise<make.MadeLead> {
  const lead = await knownLead(writer, { ...given, columns: { status: 'APPROVED', ...given.columns } })
  const draft = await make.draft(writer, { lead, columns: { status: 'APPROVED', angle: given.angle ?? 'executive_buyin' } })
  const { sendIds } = await makeBatch(writer, [sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1 })])
  await writer.pool.query(`update send set status = 'ACCEPTED', accepted_at = business_now() where id = any($1)`, [sendIds])
  await writer.pool.query(`update draft set status = 'SENT' where id = $1`, [draft.id])
  await writer.pool.query(`update lead set status = 'SENT' where id = $1`, [lead.id])
  return lead
}
