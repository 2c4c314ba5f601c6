import { settleOne } from '../../../providers/heyreach/added.ts'
import type { NewPlatformLead } from '../../../providers/heyreach/platform-lead.ts'
import type { Heyreach } from '../../../providers/heyreach.ts'

/** One list of ours for each month: HeyReach deletes none. */
export const intakeListName = (windowFrom: string): string => `Alpha Swarm ${windowFrom.slice(0, 7)}`

export type Intake = { is: 'IN' } | { is: 'FAILED' } | { is: 'UNCLEAR'; message: string }

/**
 * Puts somebody into a list of ours that no campaign uses, where nothing can happen to them: what HeyReach does not take as a profile shows
 * here, before anything is reserved or handed over. Repeatable.
 */
export async function putIntoIntake({ lists }: Pick<Heyreach, 'lists'>, windowFrom: string, lead: NewPlatformLead): Promise<Intake> {
  const name = intakeListName(windowFrom)
  const [known] = (await lists.find(name)).filter((list) => list.name === name).toSorted((a, b) => a.id - b.id)
  // Into a list behind a running campaign this would be the hand-over itself.
  if (known !== undefined && known.campaignIds.length > 0)
    return { is: 'UNCLEAR', message: `The list "${name}" at HeyReach is used by a campaign. Nothing may be put into it.` }
  const listId = known?.id ?? (await lists.create(name)).id
  if ((await lists.findLead(listId, lead.profileUrl)).length > 0) return { is: 'IN' }
  const counted = settleOne(await lists.addLead(listId, lead))
  if (counted === 'FAILED') return { is: 'FAILED' }
  return counted === 'UNCLEAR' ? { is: 'UNCLEAR', message: 'HeyReach did not say what became of the profile in its list.' } : { is: 'IN' }
}
