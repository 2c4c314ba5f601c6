import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { type BatchDecision, decideBatch } from './decide-batch.ts'

/** Rejects a batch: none of its sends ever goes out, and its drafts can be planned again. */
export async function rejectBatch(writer: Writer, actor: Actor, decision: BatchDecision): Promise<void> {
  const refusal = await writer.transaction((tx) => decideBatch(tx, actor, decision, false))
  if (refusal) throw refusal
}
