import { jsonAnswer, type Provider, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'
import {
  accountsDaily,
  campaignsOfAccount,
  getAccount,
  listAccounts,
  patchAccount,
  plantAccounts,
  setAccountStatus,
  testVitals,
  warmupAnalytics,
} from './accounts.ts'
import { analyticsDaily, analyticsOverview, campaignAnalytics } from './analytics.ts'
import { createBlock, createBlocks, deleteAllBlocks, deleteBlock, getBlock, listBlocks } from './block-list.ts'
import type { Endpoint } from './call.ts'
import {
  activateCampaign,
  createCampaign,
  declareVariables,
  deleteCampaign,
  getCampaign,
  listCampaigns,
  patchCampaign,
  pauseCampaign,
  searchByContact,
  sendingStatus,
} from './campaigns.ts'
import { deedsActivity } from './deeds.ts'
import { deliveriesActivity } from './deliveries.ts'
import { getEmail, listEmails, replyToEmail, testEmail } from './emails.ts'
import {
  createHook,
  deleteHook,
  getHook,
  listEventTypes,
  listHookEvents,
  listHooks,
  patchHook,
  resumeHook,
  summariseHookEvents,
  testHook,
} from './hooks.ts'
import { addLeads, countLeads, createLead, deleteLead, deleteLeads, getLead, listLeads, patchLead, updateInterest } from './leads.ts'
import { refuse } from './refusals.ts'
import { sendingActivity } from './sending.ts'
import { MAIL, openState, type State } from './state.ts'

/** `:x` stands for one part of the path. Fixed words come before places. */
const ENDPOINTS: readonly (readonly [string, Endpoint])[] = [
  ['POST /campaigns', createCampaign],
  ['GET /campaigns', listCampaigns],
  ['GET /campaigns/search-by-contact', searchByContact],
  ['GET /campaigns/analytics', campaignAnalytics],
  ['GET /campaigns/analytics/overview', analyticsOverview],
  ['GET /campaigns/analytics/daily', analyticsDaily],
  ['GET /campaigns/:id', getCampaign],
  ['PATCH /campaigns/:id', patchCampaign],
  ['DELETE /campaigns/:id', deleteCampaign],
  ['POST /campaigns/:id/activate', activateCampaign],
  ['POST /campaigns/:id/pause', pauseCampaign],
  ['POST /campaigns/:id/variables', declareVariables],
  ['GET /campaigns/:id/sending-status', sendingStatus],
  ['POST /leads', createLead],
  ['POST /leads/add', addLeads],
  ['POST /leads/list', listLeads],
  ['POST /leads/update-interest-status', updateInterest],
  ['DELETE /leads', deleteLeads],
  ['GET /leads/:id', getLead],
  ['PATCH /leads/:id', patchLead],
  ['DELETE /leads/:id', deleteLead],
  ['GET /accounts', listAccounts],
  ['POST /accounts/warmup-analytics', warmupAnalytics],
  ['GET /accounts/analytics/daily', accountsDaily],
  ['POST /accounts/test/vitals', testVitals],
  ['GET /accounts/:email', getAccount],
  ['PATCH /accounts/:email', patchAccount],
  ['POST /accounts/:email/pause', setAccountStatus(2)],
  ['POST /accounts/:email/resume', setAccountStatus(1)],
  ['POST /accounts/:email/mark-fixed', setAccountStatus(1)],
  ['GET /account-campaign-mappings/:email', campaignsOfAccount],
  ['GET /emails', listEmails],
  ['POST /emails/reply', replyToEmail],
  ['POST /emails/test', testEmail],
  ['GET /emails/:id', getEmail],
  ['POST /webhooks', createHook],
  ['GET /webhooks', listHooks],
  ['GET /webhooks/event-types', listEventTypes],
  ['GET /webhooks/:id', getHook],
  ['PATCH /webhooks/:id', patchHook],
  ['DELETE /webhooks/:id', deleteHook],
  ['POST /webhooks/:id/test', testHook],
  ['POST /webhooks/:id/resume', resumeHook],
  ['GET /webhook-events', listHookEvents],
  ['GET /webhook-events/summary', summariseHookEvents],
  ['POST /block-lists-entries', createBlock],
  ['POST /block-lists-entries/bulk-create', createBlocks],
  ['GET /block-lists-entries', listBlocks],
  ['DELETE /block-lists-entries', deleteAllBlocks],
  ['GET /block-lists-entries/:id', getBlock],
  ['DELETE /block-lists-entries/:id', deleteBlock],
]

const ROUTES = ENDPOINTS.map(([pattern, endpoint]) => {
  const [method = '', path = ''] = pattern.split(' ')
  return { method, endpoint, matcher: new RegExp(`^/api/v2${path.replaceAll(/:\w+/g, '([^/]+)')}$`) }
})

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** Instantly.ai, `/api/v2`: campaigns that send by themselves once activated, and hooks that tell of it. */
export function createInstantly(world: World, options: { apiKey: string }): Provider {
  const state = openState(world)
  plantAccounts(state)
  return {
    name: 'instantly',
    prefix: '/instantly',
    activities: [deliveriesActivity(state), deedsActivity(state), sendingActivity(state)],
    counts: () => counts(state),
    reset: () => {
      const all = [
        state.campaigns,
        state.leads,
        state.mails,
        state.accounts,
        state.hooks,
        state.deliveries,
        state.hookEvents,
        state.deeds,
        state.blocks,
      ]
      for (const collection of all) collection.clear()
      plantAccounts(state)
    },
    disableHooks: () => {
      for (const hook of state.hooks.values()) state.hooks.put(hook.id, { ...hook, status: -1, errorAt: world.clock.now() })
    },
    refuseBody: (problem) =>
      problem === 'too_large'
        ? refuse(413, 'Request body is too large')
        : refuse(400, 'Body is not valid JSON but content-type is set to application/json'),
    answer: (request) => {
      if (request.headers.authorization !== `Bearer ${options.apiKey}`) return refuse(401, 'Invalid API key')
      const refused = overLimit(world, request)
      if (refused) return refuse(429, 'Rate limit exceeded')
      for (const { method, endpoint, matcher } of ROUTES) {
        const places = method === request.method ? matcher.exec(request.path) : null
        if (places) return endpoint({ state, request, params: places.slice(1).map(decoded) })
      }
      return jsonAnswer(404, { statusCode: 404, error: 'Not Found', message: `Route ${request.method}:${request.path} not found` })
    },
  }
}

/** One budget for the whole workspace, and tighter ones for two endpoints. No header tells of either. */
function overLimit(world: World, { method, path }: WireRequest): boolean {
  const { limits } = world.behaviour.get()
  const now = Date.now()
  const workspace = [
    { limit: limits.instantlyPerSecond, lengthMs: SECOND_MS },
    { limit: limits.instantlyPerMinute, lengthMs: MINUTE_MS },
  ]
  if (!world.rateLimit.take('instantly', workspace, now).allowed) return true
  const endpoint = `${method} ${path}`
  const tighter: Record<string, number | null> = {
    'GET /api/v2/emails': limits.instantlyEmailsPerMinute,
    'POST /api/v2/emails/test': limits.instantlyTestEmailsPerMinute,
  }
  if (!Object.hasOwn(tighter, endpoint)) return false
  return !world.rateLimit.take(`instantly ${endpoint}`, [{ limit: tighter[endpoint] ?? null, lengthMs: MINUTE_MS }], now).allowed
}

function counts(state: State): Record<string, unknown> {
  const mails = [...state.mails.values()]
  return {
    campaigns: state.campaigns.size,
    leads: countLeads(state),
    mailsSent: mails.filter((mail) => mail.type === MAIL.campaign).length,
    mailsReceived: mails.filter((mail) => mail.type === MAIL.received).length,
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
