import type { Provider, WireAnswer } from '../wire.ts'
import type { World } from '../world.ts'
import { getAccount, listAccounts } from './accounts.ts'
import { addLeadsToCampaign } from './add-leads.ts'
import { type Endpoint, empty, json, plain } from './answers.ts'
import {
  campaignsOfLead,
  createCampaign,
  getCampaign,
  getSequence,
  leadsOfCampaign,
  listCampaigns,
  pauseCampaign,
  resumeCampaign,
  startCampaign,
  stopLead,
} from './campaigns.ts'
import { deliveriesActivity } from './deliveries.ts'
import { createHook, deleteHook, getHook, listHooks, updateHook } from './hooks.ts'
import { getChatroom, listConversations, sendMessage } from './inbox.ts'
import { addLeadsToList, createList, deleteFromList, deleteFromListByUrl, getList, leadsOfList, listLists, listsOfLead } from './lists.ts'
import { plant } from './plant.ts'
import { deedsActivity, sequenceActivity } from './sequence.ts'
import { openState, type State } from './state.ts'

const ENDPOINTS: readonly (readonly [string, Endpoint])[] = [
  ['GET /auth/CheckApiKey', empty],
  ['POST /campaign/GetAll', listCampaigns],
  ['GET /campaign/GetById', getCampaign],
  ['GET /campaign/GetCampaignSequence', getSequence],
  ['POST /campaign/Create', createCampaign],
  ['POST /campaign/StartCampaign', startCampaign],
  ['POST /campaign/Pause', pauseCampaign],
  ['POST /campaign/Resume', resumeCampaign],
  ['POST /campaign/AddLeadsToCampaignV2', addLeadsToCampaign],
  ['POST /campaign/StopLeadInCampaign', stopLead],
  ['POST /campaign/GetLeadsFromCampaign', leadsOfCampaign],
  ['POST /campaign/GetCampaignsForLead', campaignsOfLead],
  ['POST /list/GetAll', listLists],
  ['GET /list/GetById', getList],
  ['POST /list/CreateEmptyList', createList],
  ['POST /list/AddLeadsToListV2', addLeadsToList],
  ['POST /list/GetLeadsFromList', leadsOfList],
  ['DELETE /list/DeleteLeadsFromList', deleteFromList],
  ['DELETE /list/DeleteLeadsFromListByProfileUrl', deleteFromListByUrl],
  ['POST /list/GetListsForLead', listsOfLead],
  ['POST /inbox/GetConversationsV3', listConversations],
  ['GET /inbox/GetChatroom/:account/:id', getChatroom],
  ['POST /inbox/SendMessage', sendMessage],
  ['POST /li_account/GetAll', listAccounts],
  ['GET /li_account/GetById', getAccount],
  ['POST /webhooks/CreateWebhook', createHook],
  ['POST /webhooks/GetAllWebhooks', listHooks],
  ['GET /webhooks/GetWebhookById', getHook],
  ['PATCH /webhooks/UpdateWebhook', updateHook],
  ['DELETE /webhooks/DeleteWebhook', deleteHook],
]

const ROUTES = ENDPOINTS.map(([pattern, endpoint]) => {
  const [method = '', path = ''] = pattern.split(' ')
  return { method, endpoint, matcher: new RegExp(`^/api/public${path.replaceAll(/:\w+/g, '([^/]+)')}$`) }
})

/** HeyReach, `/api/public`: campaigns that act on LinkedIn by themselves, and hooks that prove nothing of where they come from. */
export function createHeyreach(world: World, options: { apiKey: string }): Provider {
  const state = openState(world)
  plant(state)
  return {
    name: 'heyreach',
    prefix: '/heyreach',
    activities: [deliveriesActivity(state), deedsActivity(state), sequenceActivity(state)],
    counts: () => counts(state),
    reset: () => {
      state.clear()
      plant(state)
    },
    disableHooks: () => {
      for (const hook of [...state.hooks.values()]) state.hooks.put(String(hook.id), { ...hook, isActive: false })
    },
    refuseBody: (problem) =>
      problem === 'too_large'
        ? plain(413, '')
        : json(
            { title: 'One or more validation errors occurred.', status: 400, errors: { $: ['The JSON value could not be converted.'] } },
            400,
          ),
    answer: (request): WireAnswer => {
      if (request.headers['x-api-key'] !== options.apiKey) return plain(401, 'Unauthorized')
      const { heyreachPerMinute } = world.behaviour.get().limits
      // One counter for all endpoints; no header tells of it.
      if (!world.rateLimit.take('heyreach', [{ limit: heyreachPerMinute, lengthMs: 60_000 }], Date.now()).allowed)
        return plain(429, 'Too many requests')
      for (const { method, endpoint, matcher } of ROUTES) {
        const places = method === request.method ? matcher.exec(request.path) : null
        if (places) return endpoint({ state, request, params: places.slice(1).map(decoded) })
      }
      return plain(404, '')
    },
  }
}

function counts(state: State): Record<string, unknown> {
  const members = [...state.members.values()]
  return {
    campaigns: state.campaigns.size,
    leads: members.length,
    requestsSent: members.filter(({ connection }) => connection !== 'None').length,
    connected: members.filter(({ connection }) => connection === 'ConnectionAccepted').length,
    conversations: state.conversations.size,
    hooks: state.hooks.size,
    webhooksPending: state.deliveries.size,
    deedsPending: state.deeds.size,
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
