import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import { businessNow } from '../../business-now.ts'
import { NotFoundError, RefusedError } from '../../errors.ts'
import { loadRecipients } from '../../suppression/recipients.ts'
import { recordTimeline } from '../../timeline.ts'

/** Who was asked about by hand so lately is not asked about again, in hours: two clicks are one wish, and a credit is a credit. */
const againHours = 24

type LeadNow = {
  id: string
  stage: string
  email: string | null
  linkedinUrl: string | null
  hasKey: boolean | null
  lastAt: string | null
  isOpen: boolean
}

/**
 * Asks Apollo about a known lead again: a question of its own, which the runner asks within seconds. Throws NotFoundError, and RefusedError
 * for somebody who must be left alone, who was asked about lately, or about whom nobody can ask.
 */
export async function enrichLead(writer: Writer, actor: Actor, { leadId }: { leadId: string }): Promise<{ leadId: string }> {
  return writer.transaction(async (tx) => {
    const at = await businessNow(tx)
    const { rows } = await tx.execute<LeadNow>(sql`
      select l.id, l.stage, l.email, l.linkedin_url as "linkedinUrl", (select p.has_key from provider_access p where p.provider = 'apollo') as "hasKey",
        (select max(coalesce(r.asked_at, r.created_at)) from enrichment_request r where r.lead_id = l.id and r.purpose = 'REFRESH' and r.state <> 'REFUSED') as "lastAt",
        exists (select from enrichment_request r where r.lead_id = l.id and r.purpose = 'REFRESH' and r.state in ('WAITING', 'ASKED')) as "isOpen"
      from lead l where l.id = ${leadId} for no key update of l`)
    const [lead] = rows
    if (!lead) throw new NotFoundError('There is no such lead.', ['leadId'])
    const refuse = (code: string, message: string) => new RefusedError('NOT_READY', 'Nobody is asked about this lead.', [{ code, message }])
    const recipient = (await loadRecipients(tx, [leadId])).get(leadId)
    if (lead.stage === 'TERMINAL' || recipient?.suppressed != null || recipient?.excluded != null)
      throw refuse('LEFT_ALONE', 'They must not be written to, so nothing is spent on them.')
    if (lead.email === null && lead.linkedinUrl === null)
      throw refuse('NOTHING_TO_ASK_BY', 'There is neither an address nor a profile to ask by.')
    if (lead.hasKey === false) throw refuse('NO_KEY', 'Apollo has no key here.')
    if (lead.isOpen) throw refuse('ASKED', 'Apollo is being asked already.')
    if (lead.lastAt !== null && at.getTime() - Date.parse(lead.lastAt) < againHours * 3_600_000)
      throw refuse('ASKED_LATELY', `Apollo was asked within the last ${againHours} hours.`)
    await tx.execute(sql`
      insert into enrichment_request (provider, purpose, lead_id, created_at) values ('apollo', 'REFRESH', ${leadId}, ${at.toISOString()}::timestamptz)`)
    await writeAudit(tx, actor, { action: 'lead.enrichment_asked', subjectType: 'lead', subjectId: leadId, detail: { provider: 'apollo' } })
    await recordTimeline(tx, at, [{ leadId, kind: 'facts', actor: actor.name, summary: 'Asked Apollo what is known now.' }])
    await announce(tx, 'lead', [leadId])
    return { leadId }
  })
}
