import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import { exclusionNameKey } from '../identity/company-name.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { decideDraft } from './decide.ts'
import type { RejectionTag } from './rejection-tags.ts'

export type Rejection = {
  draftId: string
  version: number
  tag: RejectionTag
  /** At least 10 characters. */
  reason: string
  /** With `icp_mismatch` only: the company is put on this list in the same step. */
  exclude?: 'CUSTOMER' | 'COMPETITOR' | 'DO_NOT_CONTACT' | null | undefined
}

type Whom = { companyId: string | null; company: string | null; domain: string | null; email: string | null; personKey: string | null }

/** Takes the leads of the draft's company, in the order of their ids, so that two rejections there never wait for each other in a circle. */
async function holdCompany(tx: Sql, draftId: string): Promise<Whom> {
  const { rows } = await tx.execute<Whom>(sql`
    select c.id as "companyId", c.name as company, c.domain, l.email, l.person_key as "personKey"
    from draft d join lead l on l.id = d.lead_id left join company c on c.id = l.company_id where d.id = ${draftId}`)
  const whom = rows[0]
  if (!whom) throw new NotFoundError('There is no such draft.')
  await tx.execute(sql`select id from lead where company_id = ${whom.companyId} order by id for update`)
  return whom
}

/** The line of the list: the company by domain, else by name; the person where no company is known. */
function exclusionOf({ companyId, company, domain, email, personKey }: Whom): Record<string, unknown> {
  if (companyId === null && personKey === null) {
    const message = 'Neither the company nor an address of this lead is known.'
    throw new RefusedError('NOT_READY', message, [{ code: 'NOTHING_TO_EXCLUDE', message }])
  }
  if (companyId === null) return { email, person_key: personKey }
  return { domain, name: company, name_key: exclusionNameKey(company ?? '') || null, company_ids: [companyId] }
}

/**
 * Rejects a draft with a tag and a reason, which the next draft for this lead will know. With `exclude` nobody at the company is written to any
 * more, in the same transaction: either both stand or neither. Returns the new version.
 */
export async function rejectDraft(writer: Writer, actor: Actor, { draftId, version, tag, reason, exclude }: Rejection): Promise<number> {
  if (exclude && tag !== 'icp_mismatch') throw new InvalidInputError('Only icp_mismatch can exclude the company.', ['exclude'])
  const { document: settings } = await loadSettings(writer.sql, reviewSection)
  return writer.transaction(async (tx) => {
    const whom = exclude ? await holdCompany(tx, draftId) : null
    const decided = await decideDraft(tx, actor, { draftId, version, decision: 'REJECT', tag, reason }, settings.undoMinutes)
    if (whom) {
      const entry = { ...exclusionOf(whom), kind: exclude, note: reason, source: 'review' }
      await tx.execute(sql`select from exclude(${JSON.stringify([entry])}::jsonb, ${actor.name})`)
    }
    return decided
  })
}
