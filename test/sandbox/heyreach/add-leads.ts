import { z } from 'zod'
import { firstHalf } from '../faults.ts'
import type { WireAnswer } from '../wire.ts'
import { type Call, json, refuse, refuseInput } from './answers.ts'
import { knownPerson, putIntoList } from './lists.ts'
import { leadInputSchema, personOf } from './people.ts'
import { delayMs } from './sequence-tree.ts'
import { type Campaign, type State, slot } from './state.ts'

const inputSchema = z.object({
  campaignId: z.int(),
  accountLeadPairs: z
    .array(z.object({ linkedInAccountId: z.int().nullish(), lead: leadInputSchema }))
    .min(1)
    .max(100),
  resumeFinishedCampaign: z.boolean().nullish(),
  resumePausedCampaign: z.boolean().nullish(),
})

/** The hand-over. A campaign that a person paused wakes up by it, whatever the flag says. */
export function addLeadsToCampaign({ state, request }: Call): WireAnswer {
  const input = inputSchema.safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { campaignId, accountLeadPairs, resumeFinishedCampaign } = input.data
  const campaign = state.campaigns.get(String(campaignId))
  if (!campaign) return refuse('The campaign was not found.')
  if (['DRAFT', 'CANCELED', 'FAILED'].includes(campaign.status)) return refuse('You can add leads only to an active campaign.')
  const stranger = accountLeadPairs.find(({ linkedInAccountId: id }) => typeof id === 'number' && !campaign.accountIds.includes(id))
  if (stranger) return refuse('The LinkedIn account is not a sender of this campaign.')

  const counts = { addedLeadsCount: 0, updatedLeadsCount: 0, failedLeadsCount: 0 }
  for (const { lead, linkedInAccountId } of firstHalf(accountLeadPairs, request)) {
    const person = knownPerson(personOf(lead), state)
    if (person === null) {
      counts.failedLeadsCount += 1
      continue
    }
    const isNew = putIntoList(campaign.listId, person, state)
    if (isNew || !state.members.has(slot(campaignId, person)))
      join(campaign, person, linkedInAccountId ?? campaign.accountIds[0] ?? 0, state)
    if (isNew) counts.addedLeadsCount += 1
    else counts.updatedLeadsCount += 1
  }
  if (campaign.status === 'PAUSED' || (campaign.status === 'FINISHED' && resumeFinishedCampaign === true)) {
    state.campaigns.put(String(campaignId), { ...campaign, status: 'IN_PROGRESS' })
  }
  return json(counts)
}

function join(campaign: Campaign, person: NonNullable<ReturnType<typeof personOf>>, accountId: number, state: State): void {
  const now = state.world.clock.now()
  state.members.put(slot(campaign.id, person), {
    campaignId: campaign.id,
    accountId,
    person,
    status: 'Pending',
    connection: 'None',
    message: 'None',
    place: '',
    // A few minutes until HeyReach has taken the lead up.
    nextAt: now + 120_000 + delayMs(campaign.sequence),
    isStopped: false,
    createdAt: now,
    lastActionAt: null,
  })
}
