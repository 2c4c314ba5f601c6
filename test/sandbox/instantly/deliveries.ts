import { randomUUID } from 'node:crypto'
import type { Activity } from '../wire.ts'
import type { Campaign, Delivery, Hook, HookEvent, Lead, Mail, State } from './state.ts'

/** When a failed delivery is tried again, ms of the sandbox clock: three times within half a minute (seen in integrations). */
const RETRY_AFTER_MS = [5_000, 10_000, 15_000]
/** Real time that a receiver has to answer. */
const PATIENCE_MS = 5_000

interface About {
  campaign?: Campaign | undefined
  mail?: Mail | undefined
  lead?: Lead | undefined
  isFirst?: boolean | undefined
  extra?: Record<string, unknown>
}

/** Puts an event before every hook that asked for it. */
export function announce(state: State, now: number, type: string, about: About): void {
  const { mail, lead } = about
  const campaignId = about.campaign?.id ?? mail?.campaignId ?? null
  const campaign = about.campaign ?? (campaignId === null ? undefined : state.campaigns.get(campaignId))
  const leadEmail = mail?.lead ?? null
  const payload: Record<string, unknown> = {
    // Data of the lead comes merged in at the top, and never over a documented field.
    ...lead?.payload,
    ...(leadEmail === null ? {} : { email: leadEmail }),
    timestamp: new Date(now).toISOString(),
    event_type: type,
    workspace: state.workspace,
    campaign_id: campaignId,
    campaign_name: campaign?.settings.name ?? null,
    ...(leadEmail === null ? {} : { lead_email: leadEmail }),
    ...(mail ? { email_account: mail.account, email_id: mail.id } : {}),
    ...(mail && mail.step !== null ? { step: mail.step + 1, variant: (mail.variant ?? 0) + 1 } : {}),
    ...(about.isFirst === undefined ? {} : { is_first: about.isFirst }),
    ...about.extra,
  }
  for (const hook of state.hooks.values()) {
    if (!wants(hook, type, campaignId)) continue
    const fault = state.world.faults.forDelivery('instantly', type)
    const copies = fault?.duplicateWebhooks ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const delivery: Delivery = {
        id: randomUUID(),
        hookId: hook.id,
        payload,
        leadEmail,
        attempt: 0,
        at: now + (fault?.lateWebhooksMs ?? 0),
      }
      state.deliveries.put(delivery.id, delivery)
    }
  }
}

/** Payloads say `link_clicked` where subscriptions say `email_link_clicked`; automatic replies come to those who asked for everything. */
function wants(hook: Hook, type: string, campaignId: string | null): boolean {
  const subscribed = type === 'link_clicked' ? 'email_link_clicked' : type
  return (hook.eventType === 'all_events' || hook.eventType === subscribed) && (hook.campaign === null || hook.campaign === campaignId)
}

/** Calls the hooks, one at a time and in order. */
export function deliveriesActivity(state: State): Activity {
  const first = (): Delivery | null => {
    let found: Delivery | null = null
    for (const delivery of state.deliveries.values()) if (found === null || delivery.at < found.at) found = delivery
    return found
  }
  return {
    nextAt: () => first()?.at ?? null,
    run: async (now) => {
      const delivery = first()
      if (delivery && delivery.at <= now) await deliver(delivery, state, now)
    },
  }
}

async function deliver(delivery: Delivery, state: State, now: number): Promise<void> {
  const hook = state.hooks.get(delivery.hookId)
  if (!hook) {
    state.deliveries.delete(delivery.id)
    return
  }
  const outcome = hook.status === 1 ? await call(hook, delivery.payload) : { statusCode: null, error: 'webhook is disabled', tookMs: 0 }
  const success = outcome.statusCode !== null && outcome.statusCode >= 200 && outcome.statusCode < 300
  const wait = hook.status === 1 && !success ? RETRY_AFTER_MS[delivery.attempt] : undefined
  const event: HookEvent = {
    id: randomUUID(),
    at: now,
    payload: delivery.payload,
    leadEmail: delivery.leadEmail,
    url: hook.url,
    success,
    attempt: delivery.attempt,
    willRetry: wait !== undefined,
    statusCode: outcome.statusCode,
    error: success ? null : outcome.error,
    nextRetryAt: wait === undefined ? null : now + wait,
    group: delivery.id,
    retrySuccessful: null,
    tookMs: outcome.tookMs,
  }
  state.hookEvents.put(event.id, event)
  if (wait !== undefined) {
    state.deliveries.put(delivery.id, { ...delivery, attempt: delivery.attempt + 1, at: now + wait })
    return
  }
  state.deliveries.delete(delivery.id)
  if (delivery.attempt > 0) {
    for (const earlier of state.hookEvents.values()) {
      if (earlier.group === delivery.id && earlier.id !== event.id)
        state.hookEvents.put(earlier.id, { ...earlier, willRetry: false, retrySuccessful: success })
    }
  }
  // The call took time: the hook may have been changed or removed meanwhile.
  const current = state.hooks.get(hook.id)
  if (current?.status !== 1) return
  const failures = success ? 0 : current.failures + 1
  const limit = state.world.behaviour.get().limits.hookFailures
  const isOff = limit !== null && failures >= limit
  if (failures !== current.failures) {
    state.hooks.put(hook.id, { ...current, failures, status: isOff ? -1 : 1, errorAt: isOff ? now : current.errorAt })
  }
}

/** There is no signature: the headers that the hook was registered with are all that proves where it comes from. */
export async function call(
  hook: Pick<Hook, 'url' | 'headers'>,
  payload: Record<string, unknown>,
): Promise<{ statusCode: number | null; error: string | null; tookMs: number }> {
  const started = performance.now()
  const took = (): number => Math.round(performance.now() - started)
  try {
    const answer = await fetch(hook.url, {
      method: 'POST',
      headers: { ...hook.headers, 'content-type': 'application/json' },
      body: JSON.stringify(payload),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await answer.arrayBuffer()
    return { statusCode: answer.status, error: answer.ok ? null : `Request failed with status code ${answer.status}`, tookMs: took() }
  } catch (error) {
    return { statusCode: null, error: error instanceof Error ? error.message : String(error), tookMs: took() }
  }
}
