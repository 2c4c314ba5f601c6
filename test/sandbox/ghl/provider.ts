import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'
import {
  contactAppointments,
  createAppointment,
  deleteAppointment,
  freeSlots,
  getAppointment,
  listEvents,
  updateAppointment,
} from './calendars.ts'
import type { Endpoint } from './call.ts'
import {
  addTags,
  createContact,
  deleteContact,
  findDuplicate,
  getContact,
  removeTags,
  searchContacts,
  updateContact,
  upsertContact,
} from './contacts.ts'
import { createConversation, listMessages, searchConversations } from './conversations.ts'
import { deedsActivity, outboxActivity } from './deeds.ts'
import { hooksActivity, publicKeyOf, signingKey } from './hooks.ts'
import { exportMessages, getEmail, getMessage, sendMessage } from './messages.ts'
import { createOpportunity, listPipelines, searchOpportunities, setOpportunityStatus, updateOpportunity } from './opportunities.ts'
import { refuse } from './refusals.ts'
import { openState } from './state.ts'

/** Each product has a version of its own. */
const CRM = '2021-07-28'
const CONVERSATIONS = '2021-04-15'

/** `:x` stands for one part of the path. Fixed words come before places. */
const ENDPOINTS: readonly (readonly [string, string, Endpoint])[] = [
  [CRM, 'POST /contacts/upsert', upsertContact],
  [CRM, 'POST /contacts/search', searchContacts],
  [CRM, 'GET /contacts/search/duplicate', findDuplicate],
  [CRM, 'POST /contacts/', createContact],
  [CRM, 'GET /contacts/:id', getContact],
  [CRM, 'PUT /contacts/:id', updateContact],
  [CRM, 'DELETE /contacts/:id', deleteContact],
  [CRM, 'POST /contacts/:id/tags', addTags],
  [CRM, 'DELETE /contacts/:id/tags', removeTags],
  [CRM, 'GET /contacts/:id/appointments', contactAppointments],
  [CRM, 'GET /opportunities/pipelines', listPipelines],
  [CRM, 'GET /opportunities/search', searchOpportunities],
  [CRM, 'POST /opportunities/', createOpportunity],
  [CRM, 'PUT /opportunities/:id', updateOpportunity],
  [CRM, 'PUT /opportunities/:id/status', setOpportunityStatus],
  [CONVERSATIONS, 'GET /conversations/search', searchConversations],
  [CONVERSATIONS, 'POST /conversations/', createConversation],
  [CONVERSATIONS, 'POST /conversations/messages', sendMessage],
  [CONVERSATIONS, 'GET /conversations/messages/export', exportMessages],
  [CONVERSATIONS, 'GET /conversations/messages/email/:id', getEmail],
  [CONVERSATIONS, 'GET /conversations/messages/:id', getMessage],
  [CONVERSATIONS, 'GET /conversations/:id/messages', listMessages],
  [CONVERSATIONS, 'GET /calendars/events', listEvents],
  [CONVERSATIONS, 'POST /calendars/events/appointments', createAppointment],
  [CONVERSATIONS, 'GET /calendars/events/appointments/:id', getAppointment],
  [CONVERSATIONS, 'PUT /calendars/events/appointments/:id', updateAppointment],
  [CONVERSATIONS, 'DELETE /calendars/events/:id', deleteAppointment],
  [CONVERSATIONS, 'GET /calendars/:id/free-slots', freeSlots],
]

const ROUTES = ENDPOINTS.map(([version, pattern, endpoint]) => {
  const [method = '', path = ''] = pattern.split(' ')
  return { version, method, endpoint, matcher: new RegExp(`^${path.replace(/\/$/, '/?').replaceAll(/:\w+/g, '([^/]+)')}$`) }
})

const BURST_MS = 10_000
const DAY_MS = 86_400_000

/** GoHighLevel: contacts, conversations that send mail by themselves, opportunities, one calendar, and signed webhooks of one app. */
export function createGhl(world: World, options: { apiKey: string; signingKey: string | null; hookUrl: string | null }): Provider {
  const state = openState(world)
  const key = signingKey(options.signingKey, world.seed)
  // The product may listen on another port than at the start before.
  if (options.hookUrl !== null) world.behaviour.change({ ghlHookUrl: options.hookUrl })

  function answer(request: WireRequest): WireAnswer {
    if (request.headers.authorization !== `Bearer ${options.apiKey}`) return refuse(401, 'Invalid token: access token is invalid')
    const { limits } = world.behaviour.get()
    const taken = world.rateLimit.take(
      'ghl',
      [
        { limit: limits.ghlPer10Seconds, lengthMs: BURST_MS },
        { limit: limits.ghlPerDay, lengthMs: DAY_MS },
      ],
      Date.now(),
    )
    const [burst, day] = taken.windows
    const headers = {
      'x-ratelimit-limit-daily': String(day?.limit ?? 0),
      'x-ratelimit-daily-remaining': String(day?.left ?? 0),
      'x-ratelimit-interval-milliseconds': String(BURST_MS),
      'x-ratelimit-max': String(burst?.limit ?? 0),
      'x-ratelimit-remaining': String(burst?.left ?? 0),
    }
    const shown = (wire: WireAnswer): WireAnswer => ({ ...wire, headers: { ...headers, ...wire.headers } })
    // Neither the body nor a Retry-After is published.
    if (!taken.allowed) return shown(refuse(429, 'Too Many Requests'))
    for (const { version, method, endpoint, matcher } of ROUTES) {
      const places = method === request.method ? matcher.exec(request.path) : null
      if (!places) continue
      const given = request.headers['version']
      if (given === undefined) return shown(refuse(401, 'version header was not found.'))
      if (given !== version && given !== 'v3') return shown(refuse(401, 'version header is invalid.'))
      return shown(endpoint({ state, request, params: places.slice(1).map(decoded) }))
    }
    return jsonAnswer(404, { statusCode: 404, message: `Cannot ${request.method} ${request.path}`, error: 'Not Found' })
  }

  return {
    name: 'ghl',
    prefix: '/ghl',
    activities: [hooksActivity(state, key), deedsActivity(state), outboxActivity(state)],
    counts: () => ({
      publicKey: publicKeyOf(key),
      contacts: state.contacts.size,
      conversations: state.conversations.size,
      mailsSent: [...state.messages.values()].filter((one) => one.direction === 'outbound' && one.dueAt === null).length,
      mailsReceived: [...state.messages.values()].filter((one) => one.direction === 'inbound').length,
      opportunities: state.opportunities.size,
      appointments: state.appointments.size,
      webhooksPending: state.deliveries.size,
      webhooksLost: [...state.lost.values()].reduce((sum, count) => sum + count, 0),
    }),
    reset: () => {
      const all = [
        state.contacts,
        state.conversations,
        state.messages,
        state.opportunities,
        state.appointments,
        state.deliveries,
        state.deeds,
        state.lost,
      ]
      for (const collection of all) collection.clear()
    },
    disableHooks: () => world.behaviour.change({ ghlHookUrl: null }),
    refuseBody: (problem) =>
      problem === 'too_large' ? refuse(413, 'request entity too large') : refuse(400, 'Unexpected token in JSON at position 0'),
    answer,
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
