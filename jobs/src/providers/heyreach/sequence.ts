import { z } from 'zod'

/** One node of a campaign's sequence, as it is read. Which types there are is not documented in full. */
export type SequenceNode = {
  nodeType: string
  payload?: { messages?: string[] | null | undefined; fallbackMessage?: string | null | undefined } | null | undefined
  conditionalNode?: SequenceNode | null | undefined
  unconditionalNode?: SequenceNode | null | undefined
}

export const sequenceSchema: z.ZodType<SequenceNode> = z.object({
  nodeType: z.string(),
  payload: z.object({ messages: z.array(z.string()).nullish(), fallbackMessage: z.string().nullish() }).nullish(),
  get conditionalNode(): z.ZodType<SequenceNode | null | undefined> {
    return sequenceSchema.nullish()
  },
  get unconditionalNode(): z.ZodType<SequenceNode | null | undefined> {
    return sequenceSchema.nullish()
  },
})

/** The custom field that holds a send's own words, and the one that names the attempt; letters, digits and underscores alone are taken. */
export const sendFields = { text: 'swarm_text', attemptKey: 'swarm_attempt' }

export type LinkedinAction = 'LINKEDIN_REQUEST' | 'LINKEDIN_MESSAGE'

/** What a person does about a campaign that does more than one thing. */
const cure =
  'Leave one action in it at HeyReach, or choose another campaign in the settings, LinkedIn: messages have campaigns of their own.'

const nodeTypeOf: Record<LinkedinAction, string> = { LINKEDIN_REQUEST: 'CONNECTION_REQUEST', LINKEDIN_MESSAGE: 'MESSAGE' }

/**
 * Why a campaign may not carry a send, null where it may: it must do exactly one thing, with exactly the send's own text. Anything more would
 * go out later on HeyReach's clock, past approval, ceilings and stop; a node that nobody knows counts as something more.
 */
export function sequenceProblem(root: SequenceNode, action: LinkedinAction): string | null {
  const actions = actionsOf(root)
  const [only] = actions
  if (only === undefined) return 'Its sequence does nothing.'
  if (actions.length > 1) {
    const what = actions.map(({ nodeType }) => words(nodeType)).join(', ')
    return `Its sequence does ${actions.length} things: ${what}. HeyReach would do all but the first by its own clock, past approval, ceilings and stop. ${cure}`
  }
  if (only.nodeType !== nodeTypeOf[action]) return `Its one action is ${words(only.nodeType)}, not ${words(nodeTypeOf[action])}.`
  const texts = only.payload?.messages ?? []
  if (texts.length !== 1 || texts[0]?.trim() !== `{{${sendFields.text}}}`)
    return `Its text must be the custom field {{${sendFields.text}}} and nothing else.`
  return (only.payload?.fallbackMessage ?? '').trim() === '' ? null : 'It has a fallback text, which nobody approved.'
}

function actionsOf(node: SequenceNode | null | undefined): SequenceNode[] {
  if (!node) return []
  const own = node.nodeType === 'END' ? [] : [node]
  return [...own, ...actionsOf(node.conditionalNode), ...actionsOf(node.unconditionalNode)]
}

const words = (nodeType: string) => nodeType.slice(0, 40).toLowerCase().replaceAll('_', ' ')
