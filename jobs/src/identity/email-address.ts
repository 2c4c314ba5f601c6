import { parseDomain } from './domain-name.ts'
import { isPlaceholder, withoutInvisible } from './invisible-text.ts'
import { mixesScripts } from './script-mix.ts'

/** An address that may be kept. Everything is lower case; the domain is ASCII. */
export type EmailAddress = {
  /** As written, `+tag` included: what is unique on a lead and what is written to. */
  address: string
  /** The person: without `+tag`, Gmail's dots removed, googlemail as gmail. What duplicates, suppressions and once-keys compare. */
  personKey: string
  localPart: string
  domain: string
}

export type EmailRefusalCode =
  | 'EMPTY'
  | 'LOCKED'
  | 'CONTROL_CHARACTER'
  | 'SEVERAL_ADDRESSES'
  | 'INVALID_LOCAL_PART'
  | 'INVALID_DOMAIN'
  | 'MIXED_SCRIPT'
  | 'INVALID_SYNTAX'
  | 'TOO_LONG'

export type EmailResult = { ok: true; email: EmailAddress } | { ok: false; code: EmailRefusalCode; message: string }

const MESSAGES: Record<EmailRefusalCode, string> = {
  EMPTY: 'There is no email address.',
  LOCKED: 'The address is a placeholder for one that has not been revealed.',
  CONTROL_CHARACTER: 'The address contains a line break or another control character.',
  SEVERAL_ADDRESSES: 'There is more than one address; which one is meant is not clear.',
  INVALID_LOCAL_PART: 'The part before the @ is not valid.',
  INVALID_DOMAIN: 'The part after the @ is not a valid domain.',
  MIXED_SCRIPT: 'The address mixes letters of different scripts.',
  INVALID_SYNTAX: 'This is not an email address.',
  TOO_LONG: 'The address is longer than mail allows.',
}

/** Octets before the @ and in all (RFC 5321, 4.5.3.1; RFC 3696 erratum 1690). */
const MAX_LOCAL_OCTETS = 64
const MAX_ADDRESS_OCTETS = 254
/** Characters of a cell worth looking at: an address with its name and brackets is far shorter. Bounds the work on hostile input. */
const MAX_CELL_LENGTH = 1000

/** Dot-atom of RFC 5322 with the letters of RFC 6531. Braces are left out on purpose: they could become a platform's merge field. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`|~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`|~-]+)*$/u
/** Apollo shows `email_not_unlocked@domain.com` for an address that has not been paid for (providers/apollo.md). */
const LOCKED = /^email_not_unlocked(?:@|$)/i
const GMAIL = new Set(['gmail.com', 'googlemail.com'])

/** Takes off what surrounds one address in exports: quotes, `mailto:`, `Name <…>`, a trailing separator. */
function unwrap(text: string): string {
  let bare = text.trim()
  const angled = /^([^<>]*)<([^<>]*)>[\s;,.]*$/.exec(bare)
  if (angled) bare = (angled[1] ?? '').includes('@') ? bare : (angled[2] ?? '')
  bare = bare.trim().replace(/^["'“”‘’«»([]+|["'“”‘’«»)\];,\s]+$/gu, '')
  return bare.replace(/^mailto:\s*([^?]*)(?:\?.*)?$/iu, '$1').trim()
}

/**
 * Reads an email address out of a cell, a form or a webhook: trims, folds Unicode forms, full width and zero width, lower-cases, turns an IDN
 * into ASCII, drops a trailing dot of the domain. What isn't one valid address is refused with a code and never guessed.
 */
export function parseEmail(text: string): EmailResult {
  const refused = (code: EmailRefusalCode): EmailResult => ({ ok: false, code, message: MESSAGES[code] })
  // Full width and zero width first: they may hide the @, a quote or a line break.
  if (text.length > MAX_CELL_LENGTH) return refused('TOO_LONG')
  const folded = withoutInvisible(text).normalize('NFKC').trim()
  if (folded.length > MAX_CELL_LENGTH) return refused('TOO_LONG')
  if (isPlaceholder(folded)) return refused('EMPTY')
  if (/\p{Cc}/u.test(folded)) return refused('CONTROL_CHARACTER')
  const bare = unwrap(folded)
  if (isPlaceholder(bare)) return refused('EMPTY')
  if (LOCKED.test(bare)) return refused('LOCKED')
  if (/@[^@]*[\s;,|/<>][^@]*@/u.test(bare)) return refused('SEVERAL_ADDRESSES')
  const at = bare.indexOf('@')
  if (at < 0 || bare.indexOf('@', at + 1) >= 0) return refused('INVALID_SYNTAX')

  // Lower case can decompose a letter (İ), so it is composed once more.
  const localPart = bare.slice(0, at).toLowerCase().normalize('NFKC')
  if (!LOCAL_PART.test(localPart)) return refused('INVALID_LOCAL_PART')
  if (mixesScripts(localPart)) return refused('MIXED_SCRIPT')
  const parsed = parseDomain(bare.slice(at + 1))
  if (!parsed.ok) return refused(parsed.code)
  const { domain } = parsed
  const localOctets = Buffer.byteLength(localPart)
  if (localOctets > MAX_LOCAL_OCTETS || localOctets + 1 + domain.length > MAX_ADDRESS_OCTETS) return refused('TOO_LONG')
  return { ok: true, email: { address: `${localPart}@${domain}`, personKey: personKeyOf(localPart, domain), localPart, domain } }
}

/** A local part that begins with `+` is all tag; it stays whole, or everybody of that domain would be one person. */
function personKeyOf(localPart: string, domain: string): string {
  const plus = localPart.indexOf('+')
  // "a.+x" is "a": without its tag a dot can't stand at the end.
  const base = plus > 0 ? localPart.slice(0, plus).replace(/\.$/, '') : localPart
  if (!GMAIL.has(domain)) return `${base}@${domain}`
  return `${base.replaceAll('.', '')}@gmail.com`
}
