import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import type { Wake } from '../queue/wake.ts'
import { type BatchDecision, decideBatch } from './decide-batch.ts'

/** Approves the very scope hash that was seen, then wakes its execution; a sweep finds the batch when the wake-up is lost. */
export async function approveBatch(writer: Writer, wake: Wake, actor: Actor, decision: BatchDecision): Promise<void> {
  const refusal = await writer.transaction((tx) => decideBatch(tx, actor, decision, true))
  if (refusal) throw refusal
  await wake('executeBatch', { batchId: decision.batchId }, decision.batchId)
}
