import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { ConflictError, InvalidInputError, RefusedError } from '../errors.ts'
import { loadListHits } from '../suppression/list-hits.ts'
import { readCandidate } from './import/candidate.ts'
import type { ImportField } from './import/fields.ts'
import { emptyFileMemory } from './import/file-memory.ts'
import { loadKnownLeads } from './import/known-leads.ts'
import { planBatch } from './import/plan-batch.ts'
import { saveBatch, wasOvertaken } from './import/save-batch.ts'
import { worldOf } from './import/start-world.ts'

/** What a person may say of somebody. Names are those of the columns of an import. */
export const LEAD_INPUT_FIELDS = [
  'email',
  'linkedinUrl',
  'firstName',
  'lastName',
  'title',
  'companyName',
  'companyDomain',
  'industry',
  'employees',
  'phone',
  'city',
  'state',
  'country',
] as const satisfies readonly ImportField[]
export type LeadInput = { readonly [Field in (typeof LEAD_INPUT_FIELDS)[number]]?: string | null | undefined }

/**
 * Makes one lead by hand, by the very rules of a row of an import: one that is suppressed, excluded or known is refused with its code, an
 * address that can't be read is never guessed. What a person says counts more than any provider. Throws InvalidInputError or RefusedError.
 */
export async function createLead(
  writer: Writer,
  actor: Actor,
  input: LeadInput,
  mode: 'sandbox' | 'production',
): Promise<{ leadId: string }> {
  const columns = Object.fromEntries(LEAD_INPUT_FIELDS.map((field, index) => [field, index]))
  const cells = LEAD_INPUT_FIELDS.map((field) => input[field] ?? '')
  const world = worldOf(mode)
  const candidate = readCandidate({ row: 1, cells }, { columns, headers: [], marks: [] }, world)
  // A file may have a profile where the address is none; a person who typed one means it.
  const problem = candidate.emailProblem ?? candidate.linkedinProblem
  if (problem) throw new InvalidInputError(`${problem.field}: ${problem.message}`, [problem.field])
  try {
    return await writer.transaction(async (tx) => {
      const at = await businessNow(tx)
      const { email, linkedin, domains, companyKeys } = candidate
      const hits = await loadListHits(tx, [
        { personKey: email?.personKey ?? null, linkedinKey: linkedin?.key ?? null, domains, companyKeys },
      ])
      const plan = planBatch([candidate], hits, await loadKnownLeads(tx, [candidate]), emptyFileMemory(), at)
      const [decision] = plan.decisions
      const [planned] = plan.leads
      const reason = { code: decision?.code ?? '', message: decision?.reason ?? '' }
      if (decision?.outcome === 'EXCLUDED') throw new RefusedError('GUARD_REFUSED', 'They must not be written to.', [reason])
      if (decision?.outcome === 'INVALID') throw new InvalidInputError(reason.message, [decision.field ?? 'email'])
      if (decision?.outcome !== 'CREATED' || !planned)
        throw new RefusedError('ALREADY_DONE', 'They are known already.', [
          {
            code: reason.code === 'NEW_FACTS' || reason.code === 'MOVED' || reason.code === 'MERGED' ? 'KNOWN' : reason.code,
            message: await knownWords(tx, decision?.known?.id ?? null),
          },
        ])
      await saveBatch(tx, plan, at, { importId: null, fileName: '', source: actor.name, provider: 'manual', actor })
      await writeAudit(tx, actor, { action: 'lead.created', subjectType: 'lead', subjectId: planned.lead.id, detail: { ...input } })
      await announce(tx, 'lead', [planned.lead.id])
      return { leadId: planned.lead.id }
    })
  } catch (error) {
    if (wasOvertaken(error)) throw new ConflictError('Somebody else has just added them.')
    throw error
  }
}

/** Who it is that we know, as they stand here: not as what was typed would leave them. */
async function knownWords(tx: Sql, leadId: string | null): Promise<string> {
  const { rows } = await tx.execute<{ name: string | null; company: string | null }>(
    sql`select coalesce(full_name, email) as name, company_name as company from lead where id = ${leadId}`,
  )
  const { name, company } = rows[0] ?? { name: null, company: null }
  const who = name ?? 'A lead without a name'
  return company === null ? `${who} is this person.` : `${who} at ${company} is this person.`
}
