import { UNSEEN } from './text-value.ts'

/** What a platform is given: one text twice, as plain text and as HTML. */
export type OutgoingText = { subject: string | null; plain: string; html: string }

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it may stand in an element or a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/**
 * The last line before a platform reads merge fields (`{{key}}` at Instantly, HeyReach and GoHighLevel): no brace passes, whoever wrote it.
 * Drafts with braces were refused long before by `clean_text`; this holds even if that is ever loosened (I13).
 */
function withoutMergeFields(text: string): string {
  return text
    .replace(/[{\uFF5B]/g, '(')
    .replace(/[}\uFF5D]/g, ')')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replace(UNSEEN, '')
}

/** Links in a text, longest first, so that `caio.cx` is not found inside `https://caio.cx/u/…`; never part of a longer host or address. */
function linkPattern(links: readonly string[]): RegExp | null {
  const sorted = links.filter((link) => link !== '').sort((a, b) => b.length - a.length)
  if (sorted.length === 0) return null
  const literal = sorted.map((link) => link.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|')
  return new RegExp(`(?<![\\w@./-])(?:${literal})(?![\\w-]|\\.\\w|/(?![.,;:!?)"'”’]*(?:\\s|$)))`, 'g')
}

/** True where the text holds this very link, whatever its case, with or without scheme, `www.` and a last slash: not where a longer one begins with it. */
export function holdsLink(text: string, link: string): boolean {
  const bare = (words: string): string => words.toLowerCase().replace(/https?:\/\/(?:www\.)?|(?<![\w@./-])www\./g, ' ')
  return linkPattern([bare(link).trim()])?.test(bare(text)) ?? false
}

function linked(text: string, links: readonly string[]): string {
  const pattern = linkPattern(links)
  if (!pattern) return escaped(text)
  let html = ''
  let from = 0
  for (const match of text.matchAll(pattern)) {
    const [link] = match
    const href = /^https?:\/\//.test(link) ? link : `https://${link}`
    html += `${escaped(text.slice(from, match.index))}<a href="${escaped(href)}">${escaped(link)}</a>`
    from = match.index + link.length
  }
  return html + escaped(text.slice(from))
}

/**
 * Both forms of a message, made from one string so that they can't differ. Line breaks are `<br/>`: Instantly drops plain ones. Only the
 * given links become links; everything else, a stranger's host name included, stays text.
 */
export function plainAndHtml(message: { subject: string | null; body: string; footer: string }, links: readonly string[]): OutgoingText {
  const whole = message.footer === '' ? message.body : `${message.body}\n\n${message.footer}`
  const plain = withoutMergeFields(whole)
  return {
    subject: message.subject === null ? null : withoutMergeFields(message.subject).replace(/\s+/g, ' ').trim(),
    plain,
    html: `<div>${linked(plain, links).replace(/\n/g, '<br/>')}</div>`,
  }
}
