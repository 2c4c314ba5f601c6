import type { EmailStatus } from '../../enrich/facts.ts'
import { relateDomains } from '../../identity/domain-name.ts'
import { type EmailAddress, parseEmail } from '../../identity/email-address.ts'
import { cellText } from './cell-text.ts'
import type { ImportField } from './fields.ts'

export type ChosenEmail = { email: EmailAddress; status: EmailStatus; field: ImportField }
/** The address that counts, or why the plain one does not; `others`: further addresses of the same person. */
export type EmailChoice = {
  chosen: ChosenEmail | null
  problem: { field: ImportField; code: string; message: string } | null
  others: EmailAddress[]
}

/** Address columns with the column of their status, in the order in which equal ones count. */
const ADDRESSES: readonly { field: ImportField; status: ImportField }[] = [
  { field: 'workEmail', status: 'emailStatus' },
  { field: 'email', status: 'emailStatus' },
  { field: 'secondaryEmail', status: 'secondaryEmailStatus' },
  { field: 'tertiaryEmail', status: 'tertiaryEmailStatus' },
]

/** What an export's word for the state of an address means; what it does not say is unknown. */
export function emailStatusFrom(word: string | null, catchAll: string | null): EmailStatus {
  const text = (word ?? '').toLowerCase()
  if (/^(?:invalid|bounced|undeliverable|do[ _-]?not[ _-]?mail)$/.test(text)) return 'INVALID'
  // "Verified" at a domain that accepts everything says nothing of the mailbox.
  if (/^(?:catch[ _-]?all|accept[ _-]?all)/.test(text) || /^(?:catch[ _-]?all|yes|true)$/i.test(catchAll ?? '')) return 'CATCH_ALL'
  if (/^(?:verified|valid|deliverable|safe|ok)$/.test(text)) return 'VERIFIED'
  return /^(?:extrapolated|guessed|likely|likely to engage|probable|risky)$/.test(text) ? 'LIKELY' : 'UNKNOWN'
}

/** Of several addresses: a work address, then a verified one, then the plain field (pipeline.md, Identity). */
export function chooseEmail(cell: (field: ImportField) => string | undefined, companyDomain: string | null): EmailChoice {
  let best: (ChosenEmail & { rank: number }) | null = null
  let problem: EmailChoice['problem'] = null
  const read: EmailAddress[] = []
  for (const { field, status: statusField } of ADDRESSES) {
    const raw = cell(field)
    if (raw === undefined || raw === '') continue
    const parsed = parseEmail(raw)
    if (!parsed.ok) {
      if (parsed.code !== 'EMPTY') problem ??= { field, code: parsed.code, message: parsed.message }
      continue
    }
    read.push(parsed.email)
    const status = emailStatusFrom(cellText(cell(statusField)), field === 'email' ? cellText(cell('catchAll')) : null)
    const relation = relateDomains(parsed.email.domain, companyDomain)
    const isWork = field === 'workEmail' || relation === 'same' || relation === 'subdomain'
    const rank = (isWork ? 2 : 0) + (status === 'VERIFIED' ? 1 : 0)
    if (best === null || rank > best.rank) best = { email: parsed.email, status, field, rank }
  }
  return { chosen: best, problem, others: read.filter(({ personKey }) => personKey !== best?.email.personKey) }
}
