import { z } from 'zod'
import type { Seen, Unseen } from './tool.ts'

const draft = z.object({ id: z.string(), version: z.int(), status: z.string() })
const draftAnswer = z.object({ draft: draft.nullable() })

/** One draft, by its version. */
export function seenDraft(data: unknown): Seen | null {
  const { draft: found } = draftAnswer.parse(data)
  return found && { fill: { version: found.version }, count: 1, subject: found }
}

/** What stands behind an id: itself, null where there is nothing, and undefined where it is of another kind. */
function nodeIn<Node>(data: unknown, shape: z.ZodType<Node>): Node | null | undefined {
  const { node } = z.object({ node: z.unknown() }).parse(data)
  return node === null ? null : shape.safeParse(node).data
}

const reply = z.object({ id: z.string(), version: z.int() })

/** One reply, by its version. */
export function seenReply(data: unknown): Seen | Unseen | null {
  const node = nodeIn(data, reply)
  if (node === undefined) return { refusal: 'replyId: is the id of something else, not of a reply.' }
  return node && { fill: { version: node.version }, count: 1, subject: node }
}

const batchAnswer = z.object({
  batch: z
    .object({
      id: z.string(),
      status: z.string(),
      scopeHash: z.string(),
      sends: z.object({ totalCount: z.int(), edges: z.array(z.unknown()) }),
    })
    .nullable(),
})

/** One batch, by the hash of its frozen sends: the product's own, which the approval names again. */
export function seenBatch(data: unknown): Seen | null {
  const { batch } = batchAnswer.parse(data)
  return batch && { fill: { scopeHash: batch.scopeHash }, count: batch.sends.totalCount, subject: batch.scopeHash }
}

/** The same for an approval: nobody approves by an assistant what it did not show them. */
export function seenWholeBatch(data: unknown): Seen | Unseen | null {
  const { batch } = batchAnswer.parse(data)
  if (batch && batch.sends.edges.length < batch.sends.totalCount)
    return {
      refusal: `Of its ${batch.sends.totalCount} sends ${batch.sends.edges.length} can be shown here. A person approves it on its page.`,
    }
  return seenBatch(data)
}

const planned = z.object({
  draft: z.object({ id: z.string(), version: z.int() }).nullable(),
  step: z.int(),
  platform: z.string(),
  account: z.string().nullable(),
})
const planAnswer = z.object({
  dispatch: z.object({ preview: z.object({ planned: z.object({ totalCount: z.int(), edges: z.array(z.object({ node: planned })) }) }) }),
})

/** What would be frozen: which drafts, in which version, by which account; not the minutes, which move while one looks. */
export function seenPlan(data: unknown): Seen | null {
  const { totalCount, edges } = planAnswer.parse(data).dispatch.preview.planned
  return totalCount === 0 ? null : { fill: {}, count: totalCount, subject: [totalCount, edges.map(({ node }) => node)] }
}

const safetyAnswer = z.object({
  safety: z.object({
    emergencyStop: z.boolean(),
    reason: z.string().nullable(),
    since: z.string().nullable(),
    pausedMotions: z.array(z.string()),
    angleStops: z.array(z.unknown()),
  }),
})

/** The stop and the pauses as they stand. */
export function seenSafety(data: unknown): Seen | null {
  const { safety } = safetyAnswer.parse(data)
  return { fill: {}, count: 1, subject: safety }
}

const parkedAnswer = z.object({
  parkedSends: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string(), status: z.string() }) })) }),
})

const idList = z.array(z.string())

/** Those of the parked sends that were named: all of them, or none. */
export function seenParked(data: unknown, given: Record<string, unknown>): Seen | Unseen | null {
  const { data: ids } = idList.safeParse(given['sendIds'])
  if (ids === undefined) return { refusal: 'sendIds: is not a list of ids.' }
  const found = parkedAnswer
    .parse(data)
    .parkedSends.edges.map(({ node }) => node)
    .filter(({ id }) => ids.includes(id))
  if (found.length === 0) return null
  const named = new Set(ids).size
  if (found.length < named)
    return {
      refusal: `Of the ${named} sends that you name ${found.length} are among the parked ones that can be shown here. Name those alone.`,
    }
  return { fill: {}, count: found.length, subject: found }
}

const leadAnswer = z.object({ lead: z.object({ id: z.string(), status: z.string() }).nullable() })

/** One lead, by its status. */
export function seenLead(data: unknown): Seen | null {
  const { lead } = leadAnswer.parse(data)
  return lead && { fill: {}, count: 1, subject: lead }
}

const alert = z.object({ id: z.string(), open: z.boolean(), count: z.int() })

/** One alert, and how often it has happened. */
export function seenAlert(data: unknown): Seen | Unseen | null {
  const node = nodeIn(data, alert)
  if (node === undefined) return { refusal: 'alertId: is the id of something else, not of an alert.' }
  return node && { fill: {}, count: 1, subject: node }
}

/** What is only about what was given: nothing that stands could be mistaken. */
export function seenNothing(_data: unknown, given: Record<string, unknown>): Seen {
  return { fill: {}, count: 1, subject: given }
}
