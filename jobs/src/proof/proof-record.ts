import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** An entry of the audit trail, as its link covers it. `at` is UTC with milliseconds, as the chain writes it. */
export const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  digest: hash,
  /** The detail's very text; null where it was erased or is not part of the proof. The digest vouches for it. */
  detail: z.string().nullable(),
})

/**
 * The lines of a proof, in this order: what it holds, the chain link by link, entries that wait for their seal, entries that stand beside the
 * chain, and all sends by batch and place.
 */
export const proofRecordSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('head'),
    format: z.literal(1),
    writtenAt: z.string(),
    links: z.int().min(0),
    lastHash: hash.nullable(),
    sends: z.int().min(0),
  }),
  z.object({ kind: z.literal('link'), number: z.int().min(1), previousHash: hash, hash, entry: entrySchema.nullable() }),
  z.object({ kind: z.literal('waiting'), entry: entrySchema }),
  z.object({ kind: z.literal('stray'), entryId: z.string() }),
  z.object({
    kind: z.literal('send'),
    id: z.string(),
    batchId: z.string().nullable(),
    hash,
    status: z.string(),
    code: z.string().nullable(),
  }),
])

export type ProofEntry = z.infer<typeof entrySchema>
export type ProofRecord = z.infer<typeof proofRecordSchema>
export type ProofLink = Extract<ProofRecord, { kind: 'link' }>
export type ProofSend = Extract<ProofRecord, { kind: 'send' }>
