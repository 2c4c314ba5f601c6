import { z } from 'zod'

/** One node of a campaign's sequence. The branch `conditionalNode` is taken when the request is accepted. */
export interface Node {
  nodeType: string
  actionDelay: number
  actionDelayUnit: 'HOUR' | 'DAY'
  payload: { messages: string[]; fallbackMessage: string | null } | null
  conditionalNode: Node | null
  unconditionalNode: Node | null
}

export const nodeSchema: z.ZodType<Node> = z.object({
  nodeType: z.string(),
  actionDelay: z.int().min(0),
  actionDelayUnit: z.enum(['HOUR', 'DAY']),
  payload: z.object({ messages: z.array(z.string()), fallbackMessage: z.string().nullable() }).nullable(),
  get conditionalNode(): z.ZodType<Node | null> {
    return nodeSchema.nullable()
  },
  get unconditionalNode(): z.ZodType<Node | null> {
    return nodeSchema.nullable()
  },
})

const HOUR_MS = 3_600_000

export function delayMs(node: Pick<Node, 'actionDelay' | 'actionDelayUnit'>): number {
  return node.actionDelay * HOUR_MS * (node.actionDelayUnit === 'DAY' ? 24 : 1)
}

/** The node at a place: `c` takes the conditional branch, `u` the other. */
export function nodeAt(root: Node, place: string): Node | null {
  let node: Node | null = root
  for (const turn of place) node = (turn === 'c' ? node?.conditionalNode : node?.unconditionalNode) ?? null
  return node
}

/** Where a request or the end comes sooner than three hours, HeyReach refuses the whole sequence. */
export function tooSoon(node: Node | null): Node | null {
  if (!node) return null
  if (['CONNECTION_REQUEST', 'END'].includes(node.nodeType) && delayMs(node) < 3 * HOUR_MS) return node
  return tooSoon(node.conditionalNode) ?? tooSoon(node.unconditionalNode)
}

export function end(days: number): Node {
  return { nodeType: 'END', actionDelay: days, actionDelayUnit: 'DAY', payload: null, conditionalNode: null, unconditionalNode: null }
}

export function message(text: string, afterDays: number, next: Node): Node {
  return {
    nodeType: 'MESSAGE',
    actionDelay: afterDays,
    actionDelayUnit: 'DAY',
    payload: { messages: [text], fallbackMessage: null },
    conditionalNode: null,
    unconditionalNode: next,
  }
}

/** A request; who accepts goes on with `accepted`, who does not is through after two weeks. */
export function request(text: string, accepted: Node): Node {
  return {
    nodeType: 'CONNECTION_REQUEST',
    actionDelay: 3,
    actionDelayUnit: 'HOUR',
    payload: { messages: [text], fallbackMessage: null },
    conditionalNode: accepted,
    unconditionalNode: end(14),
  }
}
