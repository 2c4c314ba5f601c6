import type { Organisation, Region, RegionRule } from '../craft/organisation.ts'
import { classifyAddress } from '../identity/address-lists.ts'
import { parseEmail } from '../identity/email-address.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { lawRegionOf } from '../place/time-zone.ts'
import type { Recipient } from '../suppression/recipients.ts'
import type { RecipientProblem } from './compliance-check.ts'

/** Which law applies to a recipient, and what the organisation's profile says of it. An unknown country counts as the strictest. */
export function regionRuleOf(countryCode: string | null, organisation: Organisation): RegionRule {
  const region: Region = lawRegionOf(countryCode) ?? 'UNKNOWN'
  return organisation.regionRules[region]
}

/** Leads of these statuses are not written to, whatever the lists say. */
const closedBy: Record<string, RecipientProblem> = { UNSUBSCRIBED: 'suppressed', BOUNCED: 'invalid', DISQUALIFIED: 'disqualified' }

/** All that speaks against writing to somebody by one channel, in the order in which it is told; empty where nothing does. */
export function recipientProblems(
  channel: 'EMAIL' | 'LINKEDIN',
  recipient: Recipient,
  context: { lists: AddressLists; allowFreeMail: boolean; regionRule: RegionRule },
): RecipientProblem[] {
  const problems = new Set<RecipientProblem>()
  if (channel === 'LINKEDIN' ? recipient.linkedinKey === null : recipient.email === null) problems.add('missing')
  if (recipient.suppressed !== null) problems.add('suppressed')
  if (recipient.excluded !== null) problems.add('excluded')
  const closed = closedBy[recipient.status]
  if (closed !== undefined && !(closed === 'disqualified' && problems.has('excluded'))) problems.add(closed)
  if (context.regionRule === 'block') problems.add('unlawful_region')
  if (channel === 'EMAIL' && recipient.email !== null) {
    const address = parseEmail(recipient.email)
    if (!address.ok || recipient.emailStatus === 'INVALID') problems.add('invalid')
    else {
      const { isRole, isDisposable, isFreeMail } = classifyAddress(address.email, context.lists)
      if (isRole) problems.add('role_account')
      if (isDisposable) problems.add('disposable')
      if (isFreeMail && !isDisposable && !context.allowFreeMail) problems.add('free_mail')
    }
  }
  return [...problems]
}
