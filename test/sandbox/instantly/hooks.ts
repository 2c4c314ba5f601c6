import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { call as callHook } from './deliveries.ts'
import { page, pageSchema } from './page.ts'
import { notFound, refuseInput } from './refusals.ts'
import type { Hook, HookEvent, State } from './state.ts'

/** What can be subscribed to. */
const EVENT_TYPES = [
  'all_events',
  'email_sent',
  'email_opened',
  'email_link_clicked',
  'reply_received',
  'email_bounced',
  'lead_unsubscribed',
  'campaign_completed',
  'account_error',
  'lead_neutral',
  'lead_interested',
  'lead_not_interested',
  'lead_meeting_booked',
  'lead_meeting_completed',
  'lead_closed',
  'lead_out_of_office',
  'lead_wrong_person',
  'lead_no_show',
  'supersearch_enrichment_completed',
] as const

const inputSchema = z.object({
  target_hook_url: z.string().regex(/^https?:\/\//, 'must match pattern "^https?:\\/\\/"'),
  event_type: z.enum(EVENT_TYPES).nullish(),
  campaign: z.string().nullish(),
  name: z.string().nullish(),
  custom_interest_value: z.number().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
})

export function createHook({ state, request }: Call): WireAnswer {
  const input = inputSchema.safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const hook: Hook = {
    id: randomUUID(),
    name: input.data.name ?? null,
    url: input.data.target_hook_url,
    eventType: input.data.event_type ?? null,
    campaign: input.data.campaign ?? null,
    customInterestValue: input.data.custom_interest_value ?? null,
    headers: input.data.headers ?? {},
    status: 1,
    failures: 0,
    createdAt: state.world.clock.now(),
    errorAt: null,
  }
  state.hooks.put(hook.id, hook)
  return jsonAnswer(200, hookShape(hook, state))
}

export function listHooks({ state, request }: Call): WireAnswer {
  const query = pageSchema
    .extend({ campaign: z.string().optional(), event_type: z.string().optional() })
    .safeParse(Object.fromEntries(request.query))
  if (!query.success) return refuseInput(query.error, 'querystring')
  const { campaign, event_type } = query.data
  const found = [...state.hooks.values()].filter(
    (hook) => (!campaign || hook.campaign === campaign) && (!event_type || hook.eventType === event_type),
  )
  return page(
    found,
    query.data,
    ({ id }) => id,
    (hook) => hookShape(hook, state),
  )
}

export function getHook(call: Call): WireAnswer {
  return withHook(call, (hook) => jsonAnswer(200, hookShape(hook, call.state)))
}

export function patchHook(call: Call): WireAnswer {
  return withHook(call, (hook) => {
    const input = inputSchema.partial().safeParse(call.request.json)
    if (!input.success) return refuseInput(input.error)
    const { data } = input
    return save(call.state, {
      ...hook,
      url: data.target_hook_url ?? hook.url,
      eventType: data.event_type === undefined ? hook.eventType : data.event_type,
      campaign: data.campaign === undefined ? hook.campaign : data.campaign,
      name: data.name === undefined ? hook.name : data.name,
      headers: data.headers ?? hook.headers,
    })
  })
}

export function deleteHook(call: Call): WireAnswer {
  return withHook(call, (hook) => {
    call.state.hooks.delete(hook.id)
    return jsonAnswer(200, hookShape(hook, call.state))
  })
}

/** Re-enables a hook that failures disabled. What was missed meanwhile is not sent again. */
export function resumeHook(call: Call): WireAnswer {
  return withHook(call, (hook) => save(call.state, { ...hook, status: 1, failures: 0, errorAt: null }))
}

/** A made-up event, to see whether the target answers; it stands in no list. */
export async function testHook({ state, params }: Call): Promise<WireAnswer> {
  const hook = state.hooks.get(params[0] ?? '')
  if (!hook) return notFound('Webhook')
  const outcome = await callHook(hook, {
    timestamp: new Date(state.world.clock.now()).toISOString(),
    event_type: hook.eventType === null || hook.eventType === 'all_events' ? 'email_sent' : hook.eventType,
    workspace: state.workspace,
    campaign_id: hook.campaign,
    campaign_name: 'Test campaign',
    lead_email: 'test@lead.example',
  })
  const success = outcome.statusCode !== null && outcome.statusCode < 300
  return jsonAnswer(200, {
    success,
    message: success ? 'Webhook test succeeded' : 'Webhook test failed',
    response_time_ms: outcome.tookMs,
    status_code: outcome.statusCode,
    error: outcome.error,
  })
}

export function listEventTypes(): WireAnswer {
  return jsonAnswer(200, { event_types: EVENT_TYPES.map((id) => ({ id, label: id.replaceAll('_', ' ') })) })
}

/** Every attempt ever made, newest first: what a receiver that was down reads to catch up. */
export function listHookEvents({ state, request }: Call): WireAnswer {
  const query = pageSchema
    .extend({
      success: z.enum(['true', 'false']).optional(),
      from: z.string().optional(),
      to: z.string().optional(),
      search: z.string().optional(),
    })
    .safeParse(Object.fromEntries(request.query))
  if (!query.success) return refuseInput(query.error, 'querystring')
  const { success, from, to, search } = query.data
  const found = [...state.hookEvents.values()].reverse().filter((event) => {
    const at = new Date(event.at).toISOString()
    return (
      (success === undefined || event.success === (success === 'true')) &&
      (!from || at.slice(0, from.length) >= from) &&
      (!to || at.slice(0, to.length) <= to) &&
      (!search || event.url === search || event.leadEmail?.toLowerCase() === search.toLowerCase())
    )
  })
  return page(
    found,
    query.data,
    ({ id }) => id,
    (event) => hookEventShape(event, state),
  )
}

export function summariseHookEvents({ state }: Call): WireAnswer {
  const events = [...state.hookEvents.values()]
  const successful = events.filter((event) => event.success).length
  return jsonAnswer(200, { total: events.length, success: successful, failure: events.length - successful })
}

function hookShape(hook: Hook, state: State): Record<string, unknown> {
  return {
    id: hook.id,
    organization: state.workspace,
    campaign: hook.campaign,
    name: hook.name,
    target_hook_url: hook.url,
    event_type: hook.eventType,
    custom_interest_value: hook.customInterestValue,
    headers: hook.headers,
    status: hook.status,
    timestamp_created: new Date(hook.createdAt).toISOString(),
    timestamp_error: hook.errorAt === null ? null : new Date(hook.errorAt).toISOString(),
  }
}

function hookEventShape(event: HookEvent, state: State): Record<string, unknown> {
  return {
    id: event.id,
    organization_id: state.workspace,
    timestamp_created: new Date(event.at).toISOString(),
    payload: event.payload,
    success: event.success,
    retry_count: event.attempt,
    will_retry: event.willRetry,
    webhook_url: event.url,
    status_code: event.statusCode,
    error_message: event.error,
    timestamp_next_retry: event.nextRetryAt === null ? null : new Date(event.nextRetryAt).toISOString(),
    retry_group_id: event.group,
    retry_successful: event.retrySuccessful,
    lead_email: event.leadEmail,
    response_time_ms: event.tookMs,
  }
}

function withHook({ state, params }: Call, work: (hook: Hook) => WireAnswer): WireAnswer {
  const hook = state.hooks.get(params[0] ?? '')
  return hook ? work(hook) : notFound('Webhook')
}

function save(state: State, hook: Hook): WireAnswer {
  state.hooks.put(hook.id, hook)
  return jsonAnswer(200, hookShape(hook, state))
}
