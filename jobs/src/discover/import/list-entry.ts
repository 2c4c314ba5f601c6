import { exclusionNameKey } from '../../identity/company-name.ts'
import { domainOfWebsite, parseDomain } from '../../identity/domain-name.ts'
import { parseEmail } from '../../identity/email-address.ts'
import { parseLinkedinProfile } from '../../identity/linkedin-profile.ts'
import type { NewExclusion } from '../../suppression/add-exclusions.ts'
import type { NewSuppression } from '../../suppression/add-suppressions.ts'
import { cellText } from './cell-text.ts'
import type { ImportField } from './fields.ts'
import type { ImportKind } from './import-kind.ts'
import type { ColumnIndex } from './map-headers.ts'

/** One row of a list of customers, competitors or suppressions: what it lists, or the column that can't be read and why. */
export type ListEntry =
  | { ok: true; row: number; key: string; field: ImportField; exclusion: NewExclusion | null; suppression: NewSuppression | null }
  | { ok: false; row: number; field: ImportField; code: string; message: string }

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

  const name = cellText(cell('companyName'))
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
    key: domain ?? person?.personKey ?? nameKey,
    field: domain ? 'companyDomain' : person ? 'email' : 'companyName',
    exclusion,
    suppression: null,
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
  const one = given.find(({ raw }) => cellText(raw) !== null)
  if (!one) return refused('value', 'NOTHING_NAMED', 'The row names no address, domain or LinkedIn profile.')
  const reason = note ?? 'imported'
  const listed = (key: string, suppression: Omit<NewSuppression, 'reason' | 'source'>): ListEntry => ({
    ok: true,
    row,
    key,
    field: one.field,
    exclusion: null,
    suppression: { ...suppression, reason, source },
  })
  const isBounce = /bounce/i.test(reason)
  if (one.as === 'email') {
    const parsed = parseEmail(one.raw)
    if (!parsed.ok) return refused(one.field, parsed.code, parsed.message)
    return listed(parsed.email.personKey, {
      email: parsed.email.address,
      personKey: parsed.email.personKey,
      leadStatus: isBounce ? 'BOUNCED' : 'UNSUBSCRIBED',
    })
  }
  if (one.as === 'linkedin') {
    const parsed = parseLinkedinProfile(one.raw, { bareSlug: true })
    if (!parsed.ok) return refused(one.field, parsed.code, parsed.message)
    return listed(parsed.profile.key, { linkedinUrl: parsed.profile.url, linkedinKey: parsed.profile.key })
  }
  const domain = domainIn(cellText(one.raw) ?? '')
  return domain === null ? refused(one.field, 'INVALID_DOMAIN', 'This is not a domain.') : listed(domain, { domain })
}
