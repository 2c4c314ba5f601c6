import { z } from 'zod'
import type { WireAnswer } from '../wire.ts'
import { type Call, empty, iso, json, pageOf, refuse, refuseInput } from './answers.ts'
import { shownPerson, slugOf } from './people.ts'
import { nodeSchema, tooSoon } from './sequence-tree.ts'
import { CAMPAIGN_STATUSES, type Campaign, listedIn, type Member, membersOf, type State } from './state.ts'

export const paging = z.object({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(100).default(10) })

export function listCampaigns({ state, request }: Call): WireAnswer {
  const input = paging
    .extend({
      keyword: z.string().nullish(),
      statuses: z.array(z.enum(CAMPAIGN_STATUSES)).nullish(),
      accountIds: z.array(z.int()).nullish(),
    })
    .safeParse(request.json ?? {})
  if (!input.success) return refuseInput(input.error)
  const { keyword, statuses, accountIds } = input.data
  const found = [...state.campaigns.values()].filter(
    (campaign) =>
      (!keyword || campaign.name.toLowerCase().includes(keyword.toLowerCase())) &&
      (!statuses?.length || statuses.includes(campaign.status)) &&
      (!accountIds?.length || campaign.accountIds.some((id) => accountIds.includes(id))),
  )
  return pageOf(found, input.data, (campaign) => campaignShape(campaign, state))
}

export function getCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => json(campaignShape(campaign, call.state)))
}

export function getSequence(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => json(campaign.sequence))
}

export function createCampaign({ state, request }: Call): WireAnswer {
  const input = z
    .object({
      name: z.string().min(1).max(50),
      linkedInUserListId: z.int(),
      linkedInAccountIds: z.array(z.int()).min(1),
      sequence: nodeSchema.nullish(),
    })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { name, linkedInUserListId: listId, linkedInAccountIds: accountIds, sequence } = input.data
  if (!state.lists.has(String(listId))) return refuse('The list was not found.')
  if (!sequence || tooSoon(sequence)) return refuse('Node at: $.sequence has invalid delay: 00:00:00')
  const id = state.nextId()
  state.campaigns.put(String(id), { id, name, status: 'DRAFT', listId, accountIds, sequence, createdAt: state.world.clock.now() })
  return json({ campaignId: id })
}

/** Undocumented; how a person's click on "activate" looks on the wire. */
export function startCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) =>
    campaign.status === 'DRAFT' ? save(call.state, campaign, 'IN_PROGRESS') : refuse('Only a draft can be started.'),
  )
}

export function pauseCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) =>
    ['IN_PROGRESS', 'STARTING', 'SCHEDULED'].includes(campaign.status)
      ? save(call.state, campaign, 'PAUSED')
      : refuse('You cannot pause an inactive campaign.'),
  )
}

/** One whose list is empty says 200 and stays paused. */
export function resumeCampaign(call: Call): WireAnswer {
  return withCampaign(call, (campaign) => {
    if (!['PAUSED', 'FINISHED', 'FAILED'].includes(campaign.status))
      return refuse('The campaign you are trying to resume is not paused, finished or failed.')
    return save(call.state, campaign, listedIn(call.state, campaign.listId).length === 0 ? 'PAUSED' : 'IN_PROGRESS')
  })
}

/** Leads that have run or are about to: those who were only just added are not among them yet. */
export function leadsOfCampaign({ state, request }: Call): WireAnswer {
  const input = paging
    .extend({ campaignId: z.int(), timeFrom: z.string().nullish(), timeTo: z.string().nullish(), timeFilter: z.string().nullish() })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { campaignId, timeFrom, timeTo, timeFilter } = input.data
  if (!state.campaigns.has(String(campaignId))) return refuse('The campaign was not found.')
  const now = state.world.clock.now()
  const from = timeFrom ? Date.parse(timeFrom) : Number.NEGATIVE_INFINITY
  const to = timeTo ? Date.parse(timeTo) : Number.POSITIVE_INFINITY
  const timeOf = (member: Member): number => (timeFilter?.includes('LastAction') ? (member.lastActionAt ?? Number.NaN) : member.createdAt)
  const isFiltered = timeFilter !== undefined && timeFilter !== null && timeFilter !== 'Everywhere'
  const shown = membersOf(state, campaignId).filter(
    (member) => now - member.createdAt >= 60_000 && (!isFiltered || (timeOf(member) >= from && timeOf(member) <= to)),
  )
  return pageOf(shown, input.data, memberShape)
}

export function campaignsOfLead({ state, request }: Call): WireAnswer {
  const input = paging
    .extend({ email: z.string().nullish(), linkedinId: z.string().nullish(), profileUrl: z.string().nullish() })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { email, linkedinId, profileUrl } = input.data
  const slug = profileUrl ? slugOf(profileUrl) : null
  const found = [...state.members.values()].filter(
    ({ person }) =>
      (email && person.emailAddress.toLowerCase() === email.toLowerCase()) ||
      (linkedinId && person.linkedin_id === linkedinId) ||
      (slug !== null && slugOf(person.profileUrl) === slug),
  )
  return pageOf(found, input.data, (member) => ({
    campaignId: member.campaignId,
    campaignName: state.campaigns.get(String(member.campaignId))?.name ?? '',
    leadStatus: member.status,
  }))
}

export function stopLead({ state, request }: Call): WireAnswer {
  const input = z.object({ campaignId: z.int(), leadMemberId: z.string().nullish(), leadUrl: z.string().nullish() }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { campaignId, leadMemberId, leadUrl } = input.data
  const slug = leadUrl ? slugOf(leadUrl) : null
  const found = membersOf(state, campaignId).find(
    ({ person }) => person.linkedin_id === leadMemberId || (slug !== null && slugOf(person.profileUrl) === slug),
  )
  if (!found) return refuse('The lead was not found in the campaign.')
  if (found.status === 'Pending' || found.status === 'InSequence') {
    state.members.put(`${campaignId} ${found.person.linkedin_id}`, { ...found, status: 'Paused', isStopped: true, place: null })
  }
  return empty()
}

export function campaignShape(campaign: Campaign, state: State): Record<string, unknown> {
  const members = membersOf(state, campaign.id)
  const count = (status: Member['status']): number => members.filter((member) => member.status === status && !member.isStopped).length
  return {
    id: campaign.id,
    name: campaign.name,
    creationTime: iso(campaign.createdAt),
    linkedInUserListName: state.lists.get(String(campaign.listId))?.name ?? null,
    linkedInUserListId: campaign.listId,
    campaignAccountIds: campaign.accountIds,
    status: campaign.status,
    progressStats: {
      totalUsers: members.length,
      // One client types it signed on purpose: with nobody in sequence it is off by those who were stopped.
      totalUsersInProgress: count('InSequence') - members.filter(({ isStopped }) => isStopped).length,
      totalUsersPending: count('Pending'),
      totalUsersFinished: count('Finished'),
      totalUsersFailed: count('Failed'),
      totalUsersManuallyStopped: members.filter(({ isStopped }) => isStopped).length,
      totalUsersExcluded: 0,
    },
    excludeInOtherCampaigns: false,
    excludeHasOtherAccConversations: false,
    excludeContactedFromSenderInOtherCampaign: false,
    excludeListId: null,
    organizationUnitId: 1,
  }
}

function memberShape(member: Member): Record<string, unknown> {
  return {
    id: Number(member.person.linkedin_id) % 1_000_000,
    linkedInUserProfile: shownPerson(member.person),
    leadCampaignStatus: member.status,
    leadConnectionStatus: member.connection,
    leadMessageStatus: member.message,
    linkedInSenderId: member.accountId,
    creationTime: iso(member.createdAt),
    lastActionTime: member.lastActionAt === null ? null : iso(member.lastActionAt),
    failedTime: null,
    errorCode: null,
  }
}

function withCampaign({ state, request }: Call, work: (campaign: Campaign) => WireAnswer): WireAnswer {
  const campaign = state.campaigns.get(request.query.get('campaignId') ?? '')
  return campaign ? work(campaign) : refuse('The campaign was not found.', 404)
}

function save(state: State, campaign: Campaign, status: Campaign['status']): WireAnswer {
  if (campaign.status !== status) state.campaigns.put(String(campaign.id), { ...campaign, status })
  return empty()
}
