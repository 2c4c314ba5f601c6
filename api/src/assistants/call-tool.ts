import { type Confirmations, hashOf } from './confirmation.ts'
import type { Answer, Ask, ChangeTool, Tool } from './tool.ts'

/** What a tool answers: our own words, and apart from them what the API holds, which other people wrote. */
export type ToolAnswer = { words: string; data?: unknown; isError: boolean }

const refused = (words: string, data?: unknown): ToolAnswer => ({ words, isError: true, ...(data === undefined ? {} : { data }) })

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The refusal in an answer: of the API as a whole, or of the mutation by its union; null where it is a success. */
function refusalIn({ data, errors }: Answer): ToolAnswer | null {
  if (errors?.[0]) return refused('The API refused this; its reason stands in the data.', { errors: errors.map(({ message }) => message) })
  if (!data) return refused('The API answered without data.')
  const result = Object.values(data)[0]
  if (!isRecord(result) || typeof result['__typename'] !== 'string' || !result['__typename'].endsWith('Error')) return null
  return refused(`Nothing was done. The API refused this (${String(result['code'])}); its reason stands in the data.`, result)
}

/** Those of the given values that an operation has a variable for. */
const variablesFor = (document: string, given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([name]) => new RegExp(`\\$${name}\\b`).test(document)))

/**
 * Runs a tool. One that changes something looks first and answers with what it would do and a confirmation; with that it looks again and acts
 * only when it sees the same. Every operation goes to the API as the caller, which checks scopes, guards, gates and stops as for anybody.
 */
export async function callTool(
  tool: Tool,
  { confirmation, ...given }: Record<string, unknown>,
  { ask, confirmations }: { ask: Ask; confirmations: Confirmations },
): Promise<ToolAnswer> {
  if (tool.group === 'read') {
    const answer = await ask(tool.document, given)
    return refusalIn(answer) ?? { words: 'Nothing was changed by looking.', data: answer.data, isError: false }
  }
  if (tool.atOnce?.(given)) return act(tool, ask, given, {})
  const looked = await ask(tool.look, variablesFor(tool.look, given))
  const refusal = refusalIn(looked)
  if (refusal) return refusal
  const seen = tool.seen(looked.data, given)
  if (seen === null) return refused('There is nothing to do this with: it does not exist, or nothing would happen.', looked.data)
  if ('refusal' in seen) return refused(`Nothing was done. ${seen.refusal}`, looked.data)
  const confirmed = { tool: tool.name, given, hash: hashOf(seen.subject), count: seen.count }
  const verdict = confirmation === undefined ? 'NONE' : confirmations.check(String(confirmation), confirmed)
  if (verdict === 'GOOD') return act(tool, ask, given, { ...seen.fill, clientMutationId: hashOf(String(confirmation)) })

  const { token, until } = confirmations.give(confirmed)
  const why = {
    NONE: 'This is a preview: nothing was changed.',
    EXPIRED: 'Nothing was changed: the confirmation is older than ten minutes. This is a new preview.',
    OTHER: 'Nothing was changed: the confirmation is not for this, or it is no longer as it was when you looked. This is a new preview.',
  }[verdict]
  const words = [
    why,
    `${tool.effect} It concerns ${seen.count}, with the hash ${confirmed.hash}.`,
    tool.sends
      ? 'Show this to the person you work for and wait for their yes: messages go out by it, and what has gone out cannot be called back.'
      : 'Show this to the person you work for unless they have asked for exactly this.',
    `To do it, call ${tool.name} again with the same values and this confirmation, until ${until.toISOString()}: ${token}`,
  ]
  return { words: words.join('\n'), data: looked.data, isError: verdict !== 'NONE' }
}

async function act(tool: ChangeTool, ask: Ask, given: Record<string, unknown>, fill: Record<string, unknown>): Promise<ToolAnswer> {
  const answer = await ask(tool.document, variablesFor(tool.document, { ...given, ...fill }))
  return refusalIn(answer) ?? { words: 'Done. What stands now is in the data.', data: answer.data, isError: false }
}
