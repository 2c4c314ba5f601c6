import { domainToASCII, domainToUnicode } from 'node:url'
import { getDomain } from 'tldts'
import { isPlaceholder, withoutInvisible } from './invisible-text.ts'
import { remembered } from './remembered.ts'
import { imitatesLatin, mixesScripts } from './script-mix.ts'

/** A domain in its one canonical spelling (lower case, ASCII, no trailing dot), or why it is refused. */
export type DomainResult = { ok: true; domain: string } | { ok: false; code: DomainRefusalCode; message: string }
export type DomainRefusalCode = 'INVALID_DOMAIN' | 'MIXED_SCRIPT'

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Letters only, or an encoded one: a last label of digits would be an IP address. */
const TOP_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/
const IDEOGRAPHIC_STOPS = /[\u3002\uFF0E\uFF61]/g
/** Longest name in the text form of RFC 1035, in octets. */
const MAX_DOMAIN_LENGTH = 253

/**
 * Canonicalises a domain: Unicode forms and full width folded, lower case, IDN to ASCII, one trailing dot dropped.
 * Refuses what is no public host name (IP address, single label, empty label) and labels that mix scripts, also when they come encoded.
 */
export function parseDomain(text: string): DomainResult {
  // Whatever is much longer than a domain may be is no domain, and not worth remembering.
  return text.length > 2 * MAX_DOMAIN_LENGTH ? readDomain(text) : knownDomain(text)
}

const knownDomain = remembered(10_000, readDomain)

function readDomain(text: string): DomainResult {
  const folded = withoutInvisible(text).normalize('NFKC').replace(IDEOGRAPHIC_STOPS, '.').trim().toLowerCase()
  const bare = folded.endsWith('.') ? folded.slice(0, -1) : folded
  const invalid: DomainResult = { ok: false, code: 'INVALID_DOMAIN', message: 'This is not a valid domain name.' }
  // domainToASCII reads like a browser: it would turn "0x7f.1" into an IP address and stop at a slash, so only letters, digits and dots go in.
  if (bare.length > MAX_DOMAIN_LENGTH || !/^[\p{L}\p{M}\p{N}.\-\u00B7]+$/u.test(bare)) return invalid
  if (!/[^0-9a-fx.]/u.test(bare.split('.').at(-1) ?? '') && /[0-9]/.test(bare.split('.').at(-1) ?? '')) return invalid
  const ascii = domainToASCII(bare)
  const labels = ascii.split('.')
  const top = labels.at(-1) ?? ''
  if (labels.length < 2 || ascii.length > MAX_DOMAIN_LENGTH || !TOP_LABEL.test(top) || !labels.every((label) => LABEL.test(label)))
    return invalid
  const shown = domainToUnicode(ascii).split('.')
  // An encoded label that doesn't decode, or decodes to what would be encoded differently, stands for nothing.
  if (shown.length !== labels.length || shown.some((label) => label.startsWith('xn--')) || domainToASCII(shown.join('.')) !== ascii)
    return invalid
  // Under a top-level domain of its own script a word is what it looks like.
  if (shown.some(mixesScripts) || (/^[a-z]+$/.test(top) && shown.some(imitatesLatin))) {
    return { ok: false, code: 'MIXED_SCRIPT', message: 'The domain mixes letters of different scripts or imitates another one.' }
  }
  return { ok: true, domain: ascii }
}

/**
 * The part of a canonical domain that somebody registered: `mail.acme.co.uk` → `acme.co.uk`. Under `.example` it is the label before it.
 * Hosting suffixes such as `myshopify.com` count as suffixes, so that two shops are two companies. A bare suffix is returned as it is.
 */
export function registrableDomain(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true }) ?? getDomain(domain) ?? domain
}

/** True when `domain` is `parent` or lies below it; matched on label borders (`notacme.com` is not below `acme.com`). Both canonical. */
export function isSameOrSubdomain(domain: string, parent: string): boolean {
  return parent !== '' && (domain === parent || domain.endsWith(`.${parent}`))
}

/** The domain itself and every parent with at least two labels, nearest first: the keys under which a list entry can cover it. */
export function domainAndParents(domain: string): string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
}

/** Hosts whose pages belong to their members: an address with a path there says nothing about the company's own domain. */
const PAGE_HOSTS = new Set([
  'linkedin.com',
  'facebook.com',
  'twitter.com',
  'x.com',
  'instagram.com',
  'youtube.com',
  'crunchbase.com',
  'linktr.ee',
])

/** The registrable domain of a website as people and exports write it (any scheme or none, path, query, upper case), or null. */
export function domainOfWebsite(website: string): string | null {
  // Longer than any link that browsers keep.
  if (website.length > 2048) return null
  const text = withoutInvisible(website).normalize('NFKC').trim()
  if (isPlaceholder(text)) return null
  const [, host = '', path = ''] = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?(?:[^/?#@\s]*@)?([^/?#:@\s]+)(?::\d*)?(.*)$/isu.exec(text) ?? []
  const parsed = parseDomain(host)
  if (!parsed.ok) return null
  const registrable = registrableDomain(parsed.domain)
  return PAGE_HOSTS.has(registrable) && /^\/[^/?#\s]/.test(path) ? null : registrable
}

/** How an email's domain stands to the company's: the same, below it, another one, or not known because one is missing. */
export type DomainRelation = 'same' | 'subdomain' | 'different' | 'unknown'

/** Compares an email's domain with the company's registrable domain (both canonical); a colleague writes from the same or from below it. */
export function relateDomains(emailDomain: string | null, companyDomain: string | null): DomainRelation {
  if (!emailDomain || !companyDomain) return 'unknown'
  if (emailDomain === companyDomain) return 'same'
  return isSameOrSubdomain(emailDomain, companyDomain) ? 'subdomain' : 'different'
}
