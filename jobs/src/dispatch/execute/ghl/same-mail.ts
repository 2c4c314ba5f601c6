import { readableText } from '../../../signals/readable-text.ts'

/** The one-click token in a message of ours: no two messages share one. */
const tokenIn = (html: string): string | null => /\/u\/([A-Za-z0-9_-]{22,128})/.exec(html)?.[1] ?? null

const wordsOf = (html: string): string =>
  readableText(html.replace(/<[^>]*>/g, ' '))
    .replace(/&nbsp;/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * Whether a mail that a platform shows is this one: the same subject, and our token in it or our very words. Platforms add pixels and rewrite
 * links, so the markup is never compared.
 */
export function isSameMail(
  ours: { subject: string | null; html: string },
  theirs: { subject: string | null; body: string | null },
): boolean {
  if ((theirs.subject ?? '').trim() !== (ours.subject ?? '').trim() || theirs.body === null) return false
  const token = tokenIn(ours.html)
  return token === null ? wordsOf(theirs.body).includes(wordsOf(ours.html)) : theirs.body.includes(token)
}
