import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { type SavedTemplate, saveTemplate } from '../craft/save-template.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import { listProposals } from './list-proposals.ts'

type Settled = { key: string; angle: string; decision: 'ACCEPTED' | 'DISMISSED'; templateVersion: number | null; reason: string | null }

async function settle(tx: Writer['sql'], actor: Actor, { key, angle, decision, templateVersion, reason }: Settled): Promise<void> {
  const { rows } = await tx.execute<{ settled: boolean }>(
    sql`select settle_template_proposal(${key}, ${angle}, ${decision}, ${templateVersion}, ${reason}, ${actor.name}) as settled`,
  )
  if (rows[0]?.settled !== true) throw new ConflictError('Somebody decided about this proposal before. Nothing was changed.', {})
}

/**
 * Makes a proposed change to the newest version of the text and saves it as the next one; nothing is written from that before a reviewer signs
 * it off. Version and decision stand together or not at all. Throws NotFoundError, RefusedError where the change can't be made by itself, and
 * ConflictError when somebody was faster.
 */
export async function acceptProposal(
  writer: Writer,
  actor: Actor,
  { key, note }: { key: string; note: string | null },
): Promise<SavedTemplate> {
  return writer.transaction(async (tx) => {
    const [proposal] = await listProposals(tx, key)
    if (!proposal) throw new NotFoundError('There is no such proposal, or somebody has decided about it.')
    const { angle, newestVersion, document, whyNot, drafts } = proposal
    if (document === null) {
      const message = whyNot ?? 'The change can’t be made by itself.'
      throw new RefusedError('NOT_READY', message, [{ code: 'NOT_APPLICABLE', message }])
    }
    const saved = await saveTemplate({ sql: tx }, actor, {
      angle,
      document,
      note: note ?? `The same edit was made to ${drafts} drafts.`,
      expectedVersion: newestVersion,
    })
    await settle(tx, actor, { key, angle, decision: 'ACCEPTED', templateVersion: saved.version, reason: note })
    return saved
  })
}

/** Says that a proposed change is not made, and why; it is not proposed again. Throws NotFoundError and ConflictError. */
export async function dismissProposal(writer: Writer, actor: Actor, { key, reason }: { key: string; reason: string }): Promise<void> {
  await writer.transaction(async (tx) => {
    const [proposal] = await listProposals(tx, key)
    if (!proposal) throw new NotFoundError('There is no such proposal, or somebody has decided about it.')
    await settle(tx, actor, { key, angle: proposal.angle, decision: 'DISMISSED', templateVersion: null, reason })
  })
}
