import { z } from 'zod'
import type { Seen } from './tool.ts'

const draft = z.object({ id: z.string(), version: z.int(), status: z.string() })
const draftAnswer = z.object({ draft: draft.nullable() })

/** One draft, by its version. */
export function seenDraft(data: unknown): Seen | null {
  const { draft: found } = draftAnswer.parse(data)
  return found && { fill: { version: found.version }, count: 1, subject: found }
}

const replyAnswer = z.object({ node: z.object({ id: z.string(), version: z.int() }).nullable() })

/** One reply, by its version. */
export function seenReply(data: unknown): Seen | null {
  const { node } = replyAnswer.parse(data)
  return node && { fill: { version: node.version }, count: 1, subject: node }
}

const batchAnswer = z.object({
  batch: z.object({ id: z.string(), status: z.string(), scopeHash: z.string(), sends: z.object({ totalCount: z.int() }) }).nullable(),
})

/** One batch, by the hash of its frozen sends: the product's own, which the approval names again. */
export function seenBatch(data: unknown): Seen | null {
  const { batch } = batchAnswer.parse(data)
  return batch && { fill: { scopeHash: batch.scopeHash }, count: batch.sends.totalCount, subject: batch.scopeHash }
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

/** Those of the parked sends that were named. */
export function seenParked(data: unknown, given: Record<string, unknown>): Seen | null {
  const ids = z.array(z.string()).parse(given['sendIds'])
  const found = parkedAnswer
    .parse(data)
    .parkedSends.edges.map(({ node }) => node)
    .filter(({ id }) => ids.includes(id))
  return found.length === 0 ? null : { fill: {}, count: found.length, subject: found }
}

const leadAnswer = z.object({ lead: z.object({ id: z.string(), status: z.string() }).nullable() })

/** One lead, by its status. */
export function seenLead(data: unknown): Seen | null {
  const { lead } = leadAnswer.parse(data)
  return lead && { fill: {}, count: 1, subject: lead }
}

const alertAnswer = z.object({ node: z.object({ id: z.string(), open: z.boolean(), count: z.int() }).nullable() })

/** One alert, and how often it has happened. */
export function seenAlert(data: unknown): Seen | null {
  const { node } = alertAnswer.parse(data)
  return node && { fill: {}, count: 1, subject: node }
}

/** What is only about what was given: nothing that stands could be mistaken. */
export function seenNothing(_data: unknown, given: Record<string, unknown>): Seen {
  return { fill: {}, count: 1, subject: given }
}
