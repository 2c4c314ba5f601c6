import { exclusionNameKey } from '../../identity/company-name.ts'
import { domainOfWebsite, parseDomain } from '../../identity/domain-name.ts'
import { parseEmail } from '../../identity/email-address.ts'
import { parseLinkedinProfile } from '../../identity/linkedin-profile.ts'
import { longestName } from '../../identity/longest-name.ts'
import type { NewExclusion } from '../../suppression/add-exclusions.ts'
import type { NewSuppression } from '../../suppression/add-suppressions.ts'
import { cellText } from './cell-text.ts'
import type { ImportField } from './fields.ts'
import type { ImportKind } from './import-kind.ts'
import type { ColumnIndex } from './map-headers.ts'

/**
 * One row of a list of customers, competitors or suppressions: what it lists, or the column that can't be read and why. `names`: every name that it
 * lists, canonical. `problem`: a name of who is to be left alone that can't be read, beside those that can.
 */
export type ListEntry =
  | {
      ok: true
      row: number
      names: string[]
      field: ImportField
      exclusion: NewExclusion | null
      suppressions: NewSuppression[]
      problem: Unreadable | null
    }
  | ({ ok: false; row: number } & Unreadable)
type Unreadable = { field: ImportField; code: string; message: string }

/** A bare domain stays as narrow as it is written; a URL gives its registrable domain. */
function domainIn(raw: string): string | null {
  const bare = parseDomain(raw.trim().replace(/^@|^\*\.|^www\./iu, ''))
  return bare.ok ? bare.domain : domainOfWebsite(raw)
}

/** Reads one row of a list. Pure; never throws. */
export function readListEntry(
  { row, cells }: { row: number; cells: readonly string[] },
  columns: ColumnIndex,
  kind: Exclude<ImportKind, 'LEADS'>,
  source: string,
): ListEntry {
  const cell = (field: ImportField): string => {
    const index = columns[field]
    return index === undefined ? '' : (cells[index] ?? '')
  }
  const refused = (field: ImportField, code: string, message: string): ListEntry => ({ ok: false, row, field, code, message })
  const note = cellText(cell('note'))?.slice(0, 200) ?? null
  if (kind === 'SUPPRESSIONS') return suppressionOf(row, cell, refused, note, source)

  const name = cellText(cell('companyName'), longestName)
  const rawDomain = cellText(cell('companyDomain'))
  const domain = rawDomain === null ? null : domainIn(rawDomain)
  const rawEmail = cellText(cell('email'))
  const email = rawEmail === null ? null : parseEmail(cell('email'))
  if (rawDomain !== null && domain === null && name === null) return refused('companyDomain', 'INVALID_DOMAIN', 'This is not a domain.')
  if (email && !email.ok && name === null && domain === null) return refused('email', email.code, email.message)
  const nameKey = exclusionNameKey(name ?? '')
  const person = email?.ok ? email.email : null
  if (!domain && !person && nameKey === '') return refused('companyName', 'NOTHING_NAMED', 'The row names no company, domain or address.')
  const exclusion: NewExclusion = {
    kind: kind === 'CUSTOMERS' ? 'CUSTOMER' : 'COMPETITOR',
    domain,
    email: person?.address ?? null,
    personKey: person?.personKey ?? null,
    name,
    note,
    source,
  }
  return {
    ok: true,
    row,
    names: [domain, person?.personKey, nameKey === '' ? null : `company ${nameKey}`].flatMap((name) => name ?? []),
    field: domain ? 'companyDomain' : person ? 'email' : 'companyName',
    exclusion,
    suppressions: [],
    problem: null,
  }
}

function suppressionOf(
  row: number,
  cell: (field: ImportField) => string,
  refused: (field: ImportField, code: string, message: string) => ListEntry,
  note: string | null,
  source: string,
): ListEntry {
  const word = cellText(cell('kind'))?.toLowerCase() ?? ''
  const value = cell('value')
  const given: { field: ImportField; raw: string; as: 'email' | 'domain' | 'linkedin' }[] = [
    {
      field: 'value',
      raw: value,
      as:
        /linkedin/.test(word) || /linkedin\.com\//i.test(value)
          ? 'linkedin'
          : /mail|address|person/.test(word) || value.includes('@')
            ? 'email'
            : 'domain',
    },
    { field: 'email', raw: cell('email'), as: 'email' },
    { field: 'linkedinUrl', raw: cell('linkedinUrl'), as: 'linkedin' },
    { field: 'companyDomain', raw: cell('companyDomain'), as: 'domain' },
  ]
  const filled = given.filter(({ raw }) => cellText(raw) !== null)
  const [first] = filled
  if (!first) return refused('value', 'NOTHING_NAMED', 'The row names no address, domain or LinkedIn profile.')
  const reason = note ?? 'imported'
  const isBounce = /bounce/i.test(reason)
  const hasAddress = filled.some(({ as }) => as === 'email')
  // The employer of a person is not meant with them, nor the person with a mailbox that bounced.
  const meant = filled.filter((one) => one === first || (one.as !== 'domain' && !(one.as === 'linkedin' && isBounce && hasAddress)))
  const read = meant.map(({ field, raw, as }) => ({ field, ...suppressedName(as, raw, isBounce) }))
  const names = read.flatMap((one) => (one.ok ? [one] : []))
  const problem = read.find((one) => !one.ok) ?? null
  if (names.length === 0 && problem) return refused(problem.field, problem.code, problem.message)
  return {
    ok: true,
    row,
    // Who asked to stop after a bounce says more than the bounce did.
    names: names.flatMap(({ key }) => (isBounce ? [`bounced ${key}`] : [key, `bounced ${key}`])),
    field: names[0]?.field ?? first.field,
    exclusion: null,
    suppressions: names.map(({ listed }) => ({ ...listed, reason, source })),
    problem,
  }
}

type SuppressedName =
  | { ok: true; key: string; listed: Omit<NewSuppression, 'reason' | 'source'> }
  | { ok: false; code: string; message: string }

function suppressedName(as: 'email' | 'domain' | 'linkedin', raw: string, isBounce: boolean): SuppressedName {
  if (as === 'email') {
    const parsed = parseEmail(raw)
    if (!parsed.ok) return parsed
    const { address, personKey } = parsed.email
    return { ok: true, key: personKey, listed: { email: address, personKey, leadStatus: isBounce ? 'BOUNCED' : 'UNSUBSCRIBED' } }
  }
  if (as === 'linkedin') {
    const parsed = parseLinkedinProfile(raw, { bareSlug: true })
    if (!parsed.ok) return parsed
    const { key, url } = parsed.profile
    return { ok: true, key, listed: { linkedinUrl: url, linkedinKey: key } }
  }
  const domain = domainIn(cellText(raw) ?? '')
  return domain === null
    ? { ok: false, code: 'INVALID_DOMAIN', message: 'This is not a domain.' }
    : { ok: true, key: domain, listed: { domain } }
}
