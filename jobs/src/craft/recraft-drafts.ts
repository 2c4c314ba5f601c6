import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { UserError } from '../errors.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { recraftDraft } from './recraft-draft.ts'

/** What became of one of several: the new draft, or why there is none. */
export type Recrafted = { draftId: string } & ({ madeId: string; error: null } | { madeId: null; error: UserError })

/** Makes several drafts anew, each on its own and one after the other: one that is refused leaves the others as they are. In the order given. */
export async function recraftDrafts(
  writer: Writer,
  actor: Actor,
  drafts: readonly { draftId: string; version: number }[],
  world: { publicUrl: string; addressLists: AddressLists },
): Promise<Recrafted[]> {
  const outcomes: Recrafted[] = []
  for (const { draftId, version } of drafts) {
    try {
      outcomes.push({ draftId, madeId: await recraftDraft(writer, actor, { draftId, version }, world), error: null })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      outcomes.push({ draftId, madeId: null, error })
    }
  }
  return outcomes
}
