import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { createLead } from '../discover/create-lead.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { recordTimeline } from '../timeline.ts'

/** Whom a person makes of somebody that a reply names; an address or a profile is needed, as for any lead. */
export type ReferredLead = {
  replyId: string
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  title?: string | null | undefined
  email?: string | null | undefined
  linkedinUrl?: string | null | undefined
}

type Row = { referralLeadId: string | null; companyName: string | null; companyDomain: string | null; leadName: string | null }

/**
 * Makes the person whom a reply names without an address a lead of the same company, by the rules of a lead made by hand, with the source
 * `referral`; a person says who they are. Linked in a second step: killed between the two, the lead stands and is only not linked.
 */
export async function createReferredLead(
  writer: Writer,
  actor: Actor,
  { replyId, ...person }: ReferredLead,
  mode: 'sandbox' | 'production',
): Promise<{ replyId: string; leadId: string }> {
  const { rows } = await writer.sql.execute<Row>(sql`
    select r.referral_lead_id as "referralLeadId", c.name as "companyName", c.domain as "companyDomain", coalesce(l.full_name, l.email) as "leadName"
    from reply r left join lead l on l.id = r.lead_id left join company c on c.id = l.company_id where r.id = ${replyId}`)
  const [reply] = rows
  if (!reply) throw new NotFoundError('There is no such reply.')
  if (reply.referralLeadId !== null) throw new ConflictError('Whom it names is a lead already.')
  const { leadId } = await createLead(
    writer,
    actor,
    { ...person, companyName: reply.companyName, companyDomain: reply.companyDomain },
    mode,
  )
  await writer.transaction(async (tx) => {
    await tx.execute(sql`update lead set source = 'referral' where id = ${leadId}`)
    await tx.execute(
      sql`update reply set referral_lead_id = ${leadId}, version = version + 1 where id = ${replyId} and referral_lead_id is null`,
    )
    await writeAudit(tx, actor, { action: 'reply.lead_created', subjectType: 'reply', subjectId: replyId, detail: { leadId } })
    const summary = `Named by ${reply.leadName ?? 'somebody'} in a reply.`
    await recordTimeline(tx, await businessNow(tx), [{ leadId, kind: 'discovery', actor: actor.name, summary, detail: { replyId } }])
    await announce(tx, 'reply', [replyId])
    await announce(tx, 'lead', [leadId])
  })
  return { replyId, leadId }
}
