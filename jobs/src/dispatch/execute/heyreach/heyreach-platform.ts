import type { Writer } from '@swarm/db/write'
import { sendFields } from '../../../providers/heyreach/sequence.ts'
import type { Heyreach } from '../../../providers/heyreach.ts'
import type { DirectPlatform, DirectProof, DirectSend, Look } from '../direct-platform.ts'
import { isProfileOf, profileUrlOf } from './heyreach-profile.ts'
import { isGone } from './is-gone.ts'
import { createTurns } from './one-at-a-time.ts'
import { prepareForHeyreach } from './prepare.ts'

/** HeyReach as a platform that takes one lead with each delivering request, and then goes on by itself until it is stopped. */
export function heyreachPlatform(writer: Writer, heyreach: Heyreach): DirectPlatform {
  const inTurn = createTurns()
  return {
    platform: 'HEYREACH',
    // A request waits three hours at least in its campaign; the five-minute poll mostly comes first.
    proofMinutes: [30, 240, 720, 1_440, 2_880],
    prepare: (send) => inTurn(() => prepareForHeyreach(writer, heyreach, send)),
    lookFor: (send) => lookFor(heyreach, send),
    prove: (sends) => prove(heyreach, sends),
    recall: (send) => recall(heyreach, send),
  }
}

const campaignOf = ({ providerCampaignId }: DirectSend): number | null =>
  providerCampaignId !== null && /^\d+$/.test(providerCampaignId) ? Number(providerCampaignId) : null

/** In the list behind the campaign everybody stands at once; the campaign itself shows them only when it is about to act. */
async function lookFor({ campaigns, lists }: Heyreach, send: DirectSend): Promise<Look> {
  const id = campaignOf(send)
  const profileUrl = profileUrlOf(send.address)
  const campaign = id === null ? null : await campaigns.get(id)
  if (campaign === null || campaign.listId === null || profileUrl === null)
    return { isPresent: false, seen: `Read at HeyReach: campaign ${id ?? 'unknown'} not there.` }
  const [found] = await lists.findLead(campaign.listId, profileUrl)
  if (found === undefined) return { isPresent: false, seen: `Read at HeyReach: ${campaign.name} does not hold this profile.` }
  const text = found.fields.get(sendFields.text)
  // Where HeyReach shows custom fields, they must be ours: somebody may have added the person by hand.
  const isOurs = text === undefined || text.trim() === send.text.trim()
  return { isPresent: isOurs, seen: `Read at HeyReach: ${campaign.name} holds this profile${isOurs ? '' : ', with other words'}.` }
}

async function prove({ campaigns }: Heyreach, sends: readonly DirectSend[]): Promise<DirectProof[]> {
  const proofs: DirectProof[] = []
  for (const id of new Set(sends.flatMap((send) => campaignOf(send) ?? []))) {
    const leads = await campaigns.leads(id)
    for (const send of sends.filter((one) => campaignOf(one) === id)) {
      const lead = leads.find(({ profileUrl }) => isProfileOf(send.address, profileUrl))
      const at = lead?.lastActionAt ?? send.acceptedAt
      if (lead !== undefined && at !== null && isGone(send.action, lead)) proofs.push({ sendId: send.id, messageId: null, at })
    }
  }
  return proofs
}

/**
 * Stops one person, and takes them off the list where the campaign has not come to them yet. What HeyReach answers is not taken for its effect:
 * only a lead that is read as through, or nowhere, is taken back. One to whom it went out already is through as well.
 */
async function recall({ campaigns, lists }: Heyreach, send: DirectSend): Promise<boolean> {
  const id = campaignOf(send)
  const profileUrl = profileUrlOf(send.address)
  const campaign = id === null ? null : await campaigns.get(id)
  if (id === null || campaign === null || profileUrl === null) return true
  await campaigns.stopLead(id, profileUrl)
  const lead = (await campaigns.leads(id)).find((one) => isProfileOf(send.address, one.profileUrl))
  if (lead !== undefined) return !lead.isOpen
  if (campaign.listId === null) return false
  await lists.removeLead(campaign.listId, profileUrl)
  const isListed = (await lists.findLead(campaign.listId, profileUrl)).length > 0
  return !isListed && !(await campaigns.leads(id)).some((one) => one.isOpen && isProfileOf(send.address, one.profileUrl))
}
