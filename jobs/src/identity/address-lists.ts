import { domainAndParents } from './domain-name.ts'
import type { EmailAddress } from './email-address.ts'
import type { AddressLists } from './load-address-lists.ts'

/** What the lists say about an address; several can be true at once (`info@gmail.com`). */
export type AddressClass = {
  /** The local part names a function (`info`, `sales`), not a person. */
  isRole: boolean
  /** The mailbox lives for minutes. */
  isDisposable: boolean
  /** A mailbox anybody can have; `isLargeFreeMail` is the short list for decisions where a false positive costs more than a miss. */
  isFreeMail: boolean
  isLargeFreeMail: boolean
}

/** Says whether an address is a function's, disposable or free mail. A listed domain covers its subdomains. */
export function classifyAddress(email: Pick<EmailAddress, 'localPart' | 'domain'>, lists: AddressLists): AddressClass {
  const domains = domainAndParents(email.domain)
  const plus = email.localPart.indexOf('+')
  const base = plus > 0 ? email.localPart.slice(0, plus) : email.localPart
  return {
    isRole: lists.roleLocalParts.has(base),
    isDisposable: domains.some((domain) => lists.disposableDomains.has(domain)),
    isFreeMail: domains.some((domain) => lists.freeMailDomains.has(domain)),
    isLargeFreeMail: domains.some((domain) => lists.freeMailCore.has(domain)),
  }
}

/** True when a domain can identify a company: neither free nor disposable mail. */
export function isCompanyDomain(domain: string, lists: AddressLists): boolean {
  const { isDisposable, isFreeMail } = classifyAddress({ localPart: '', domain }, lists)
  return !isDisposable && !isFreeMail
}
