import type { Lead } from './state.ts'

/**
 * Fills `{{key}}` from the lead's payload, as the platform does; a key that the lead does not have leaves nothing.
 * Twice over: whether Instantly looks again at what it has put in is not documented, so the stand-in is the worse of the two, and braces
 * that a product lets through in a lead's data show up as damage.
 */
export function fillMergeFields(template: string, lead: Pick<Lead, 'email' | 'payload'>): string {
  const values: Record<string, unknown> = { email: lead.email, ...lead.payload }
  const fill = (text: string): string =>
    text.replace(/\{\{\s*([^{}|]+?)\s*(?:\|[^{}]*)?\}\}/g, (_, key: string) =>
      String((Object.hasOwn(values, key) ? values[key] : '') ?? ''),
    )
  return fill(fill(template))
}

/** HTML as a reader sees it. */
export function plainText(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/(p|div)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br/>')
}
