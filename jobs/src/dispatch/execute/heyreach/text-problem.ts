/** Longest texts that LinkedIn takes, in UTF-16 units (review.md, `length`). */
const longest = { LINKEDIN_REQUEST: 300, LINKEDIN_MESSAGE: 8_000 }

/** Why these words can't be a custom field's value that leaves as it is; null where they can (I13). */
export function textProblem(text: string, action: 'LINKEDIN_REQUEST' | 'LINKEDIN_MESSAGE'): string | null {
  if (text.trim() === '') return 'The text is empty.'
  // What HeyReach does with a merge field inside a value is not documented.
  if (/\{\{|\}\}/.test(text)) return 'The text holds double braces, which HeyReach would take for a merge field.'
  return text.length > longest[action] ? `The text has ${text.length} of ${longest[action]} characters.` : null
}
