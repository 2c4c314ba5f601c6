import { z } from 'zod'
import type { WireAnswer } from '../wire.ts'
import { type Call, empty, json, pageOf, refuse, refuseInput } from './answers.ts'
import { paging } from './campaigns.ts'
import type { Hook } from './state.ts'

export const EVENT_TYPES = [
  'CONNECTION_REQUEST_SENT',
  'CONNECTION_REQUEST_ACCEPTED',
  'MESSAGE_SENT',
  'MESSAGE_REPLY_RECEIVED',
  'INMAIL_SENT',
  'INMAIL_REPLY_RECEIVED',
  'FOLLOW_SENT',
  'LIKED_POST',
  'VIEWED_PROFILE',
  'CAMPAIGN_COMPLETED',
  'LEAD_TAG_UPDATED',
  'EVERY_MESSAGE_REPLY_RECEIVED',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** Two types look at the whole workspace and take no campaigns. */
const WHOLE: readonly string[] = ['LEAD_TAG_UPDATED', 'EVERY_MESSAGE_REPLY_RECEIVED']

const hookInput = z.object({
  webhookName: z.string().min(3).max(25),
  webhookUrl: z.string().regex(/^https?:\/\//),
  eventType: z.enum(EVENT_TYPES),
  campaignIds: z.array(z.int()).nullish(),
  isActive: z.boolean().nullish(),
})

export function createHook({ state, request }: Call): WireAnswer {
  const input = hookInput.safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { webhookName: name, webhookUrl: url, eventType, isActive } = input.data
  const campaignIds = input.data.campaignIds ?? []
  if (WHOLE.includes(eventType) && campaignIds.length > 0) return refuse(`${eventType} must not name campaigns.`)
  const hook: Hook = { id: state.nextId(), name, url, eventType, campaignIds, isActive: isActive ?? true }
  state.hooks.put(String(hook.id), hook)
  return json({ webhookId: hook.id })
}

export function listHooks({ state, request }: Call): WireAnswer {
  const input = paging.safeParse(request.json ?? {})
  return input.success ? pageOf([...state.hooks.values()], input.data, hookShape) : refuseInput(input.error)
}

export function getHook(call: Call): WireAnswer {
  return withHook(call, (hook) => json(hookShape(hook)))
}

/** What is null or left out stays as it is. */
export function updateHook(call: Call): WireAnswer {
  return withHook(call, (hook) => {
    const input = hookInput
      .extend({ eventType: z.enum(EVENT_TYPES) })
      .partial()
      .safeParse(call.request.json)
    if (!input.success) return refuseInput(input.error)
    const { webhookName, webhookUrl, eventType, campaignIds, isActive } = input.data
    call.state.hooks.put(String(hook.id), {
      id: hook.id,
      name: webhookName ?? hook.name,
      url: webhookUrl ?? hook.url,
      eventType: eventType ?? hook.eventType,
      campaignIds: campaignIds ?? hook.campaignIds,
      isActive: isActive ?? hook.isActive,
    })
    return empty()
  })
}

export function deleteHook(call: Call): WireAnswer {
  return withHook(call, (hook) => {
    call.state.hooks.delete(String(hook.id))
    return empty()
  })
}

function hookShape(hook: Hook): Record<string, unknown> {
  return {
    id: hook.id,
    webhookName: hook.name,
    webhookUrl: hook.url,
    eventType: hook.eventType,
    campaignIds: hook.campaignIds,
    isActive: hook.isActive,
  }
}

function withHook({ state, request }: Call, work: (hook: Hook) => WireAnswer): WireAnswer {
  const hook = state.hooks.get(request.query.get('webhookId') ?? '')
  return hook ? work(hook) : refuse('The webhook was not found.', 404)
}
