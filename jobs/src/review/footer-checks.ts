import { createHash } from 'node:crypto'
import { NOTICE_OBJECT, NOTICE_SOURCE, REPLY_STOP, signatureOf, unsubscribeTokenOf } from '../craft/footer.ts'
import type { CheckedDraft, ComplianceContext, Finding } from './compliance-check.ts'

/** One space for any run of spaces and line breaks: an address may be set on two lines. */
const flat = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The footer says how to unsubscribe by reply. */
export function replyStop(draft: CheckedDraft): Finding {
  return flat(draft.footer).includes(REPLY_STOP) ? null : `The footer does not say “${REPLY_STOP}”`
}

/** The footer holds this draft's own one-click link, and the headers hold the same one where we set them. */
export function unsubscribeLink(draft: CheckedDraft, context: ComplianceContext): Finding {
  const links = draft.footer.match(/https?:\/\/\S+/g) ?? []
  const own = links.find((link) => {
    const token = unsubscribeTokenOf(link)
    return token !== null && createHash('sha256').update(token).digest('hex') === context.unsubscribe?.tokenHash
  })
  if (own === undefined) return 'The footer does not hold this draft’s own unsubscribe link.'
  const headers = context.unsubscribe?.headers ?? null
  if (headers === null) return null
  const addresses = headers['List-Unsubscribe'].match(/<https?:[^<>\s]*>/g) ?? []
  const isPair = addresses.length === 1 && addresses[0] === `<${own}>` && headers['List-Unsubscribe-Post'] === 'List-Unsubscribe=One-Click'
  return isPair ? null : 'The List-Unsubscribe headers do not carry the same link as the footer.'
}

/** The organisation's full address; under legitimate interest also where the data came from and how to object. */
export function postalAddress(draft: CheckedDraft, context: ComplianceContext): Finding {
  const footer = flat(draft.footer)
  if (!footer.includes(flat(context.organisation.postalAddress))) return 'The footer does not hold our full postal address.'
  if (context.regionRule !== 'legitimate_interest_with_notice') return null
  const [, named = ''] = footer.split(NOTICE_SOURCE)
  if (!/^[\p{L}\p{N}]/u.test(named)) return 'The footer does not say where the recipient’s data came from.'
  return footer.includes(NOTICE_OBJECT) ? null : 'The footer does not say how the recipient can object.'
}

/** Sender name, title and company, and the lines that the organisation's profile signs with now. */
export function signature(draft: CheckedDraft, context: ComplianceContext): Finding {
  const { senderName, senderTitle, company } = context.organisation
  const text = flat(`${draft.body}\n${draft.footer}`)
  const missing = [
    ...(text.includes(flat(senderName)) ? [] : ['name']),
    ...(text.includes(flat(senderTitle)) ? [] : ['title']),
    ...(text.includes(flat(company)) ? [] : ['company']),
  ]
  if (missing.length > 0) return `The signature lacks the sender’s ${missing.join(', ')}.`
  return draft.footer.startsWith(`${signatureOf(context.organisation)}\n`)
    ? null
    : 'The footer is not signed as the organisation’s profile says now.'
}
