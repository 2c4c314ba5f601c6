import type { Reason } from '../reason.ts'
import type { Organisation, RegionRule } from './organisation.ts'
import { wordsOf } from './text-value.ts'

/** Said word for word, because people and machines look for it. */
export const REPLY_STOP = 'Reply STOP to unsubscribe.'
/** The two halves of the notice of a legitimate interest (GDPR articles 14 and 21); the check `postal_address` looks for both. */
export const NOTICE_SOURCE = 'Your business contact details came from '
export const NOTICE_OBJECT = 'You may object at any time: reply STOP or use the link above, and we will not write to you again.'

/** One path segment of 22 or more characters from a random source; the host may be plain http on this machine only. */
const UNSUBSCRIBE_URL =
  /^(?:https:\/\/[^\s<>"{}/?#]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?)\/(?:[^\s<>"{}?#]*\/)?u\/([A-Za-z0-9_-]{22,128})$/

/** The token of a one-click link of ours, or null where it is none. */
export function unsubscribeTokenOf(url: string): string | null {
  return UNSUBSCRIBE_URL.exec(url)?.[1] ?? null
}

export type FooterInput = {
  /** This draft's own link, `https://…/u/<token>`. */
  unsubscribeUrl: string
  rule: RegionRule
  /** Where the address came from, for a person ("Apollo"). Needed for a notice only. */
  contactSource: string | null
}

/** Who writes, as every footer begins. */
export function signatureOf({ signature, senderName, senderTitle, company }: Organisation): string {
  return signature.length > 0 ? signature.join('\n') : `${senderName}\n${senderTitle}, ${company}`
}

/** The footer of an email: who writes, from where, and how to end it. Refused where a part of it can't be said. */
export function footerOf(organisation: Organisation, input: FooterInput): { ok: true; footer: string } | { ok: false; reason: Reason } {
  if (unsubscribeTokenOf(input.unsubscribeUrl) === null) {
    return { ok: false, reason: { code: 'UNSUBSCRIBE_LINK_INVALID', message: 'The unsubscribe link is not an https link of ours.' } }
  }
  const parts = [
    signatureOf(organisation),
    `${organisation.company}, ${organisation.postalAddress}\n${REPLY_STOP} Or with one click: ${input.unsubscribeUrl}`,
  ]
  if (input.rule === 'legitimate_interest_with_notice') {
    const source = wordsOf(input.contactSource)
    if (source === null) {
      return {
        ok: false,
        reason: { code: 'NOTICE_WITHOUT_SOURCE', message: 'Nobody knows where this address came from, and the footer must say it.' },
      }
    }
    parts.push(
      `${NOTICE_SOURCE}${source}. We use them to write to you about your work, on the basis of legitimate interest. ${NOTICE_OBJECT}`,
    )
  }
  return { ok: true, footer: parts.join('\n\n') }
}

/** The one-click link that stands in a footer of ours; null where there is none. */
export function unsubscribeUrlOf(footer: string): string | null {
  return footer.split(/\s+/).find((word) => unsubscribeTokenOf(word) !== null) ?? null
}

/**
 * The footer as the profile writes it now, with the link that it had, because that works for ever; the very same where nothing changed. A notice
 * keeps its source. Refused as `footerOf` refuses.
 */
export function renewedFooter(
  footer: string,
  organisation: Organisation,
  { rule, contactSource }: Omit<FooterInput, 'unsubscribeUrl'>,
): ReturnType<typeof footerOf> {
  const [, notice = ''] = footer.split(NOTICE_SOURCE)
  const source = /^(.+?)\. We use them /u.exec(notice)?.[1] ?? contactSource
  return footerOf(organisation, { unsubscribeUrl: unsubscribeUrlOf(footer) ?? '', rule, contactSource: source })
}

export type ListUnsubscribeHeaders = { 'List-Unsubscribe': string; 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }

/** The pair of headers of RFC 8058: exactly one https address, and the literal that makes it one click. Null for a link that isn't ours. */
export function listUnsubscribeHeaders(unsubscribeUrl: string): ListUnsubscribeHeaders | null {
  if (unsubscribeTokenOf(unsubscribeUrl) === null) return null
  return { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}
