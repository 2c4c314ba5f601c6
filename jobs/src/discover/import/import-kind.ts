/** What a file is loaded as. */
export type ImportKind = 'LEADS' | 'CUSTOMERS' | 'COMPETITORS' | 'SUPPRESSIONS'

/** Fields of which a file must have one; without any nothing in it could be told apart. */
export const NEEDED_FIELDS = {
  LEADS: ['email', 'workEmail', 'secondaryEmail', 'linkedinUrl'],
  CUSTOMERS: ['companyName', 'companyDomain', 'email'],
  COMPETITORS: ['companyName', 'companyDomain', 'email'],
  SUPPRESSIONS: ['value', 'email', 'companyDomain', 'linkedinUrl'],
} as const satisfies Record<ImportKind, readonly string[]>
