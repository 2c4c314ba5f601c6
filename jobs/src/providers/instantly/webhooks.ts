import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { wirePath } from '../http/wire-path.ts'
import { pageOf, pageSize, readAll } from './page.ts'

/** A subscription. Its headers are read by nobody here: they hold our secret. */
export type Webhook = {
  id: string
  url: string
  eventType: string | null
  campaignId: string | null
  isEnabled: boolean
  failedAt: string | null
}

const webhookSchema = z
  .object({
    id: z.string().min(1),
    target_hook_url: z.string(),
    event_type: z.string().nullish(),
    campaign: z.string().nullish(),
    status: z.number().nullish(),
    timestamp_error: z.string().nullish(),
  })
  .transform(
    (wire): Webhook => ({
      id: wire.id,
      url: wire.target_hook_url,
      eventType: wire.event_type ?? null,
      campaignId: wire.campaign ?? null,
      // Repeated failures disable it (-1); anything that is not "active" is taken for deaf (I26).
      isEnabled: wire.status === 1,
      failedAt: wire.timestamp_error ?? null,
    }),
  )

/** One delivery that Instantly tried, with what it brought: how to catch up after a downtime. */
export type WebhookEvent = { id: string; at: string; isDelivered: boolean; willRetry: boolean; statusCode: number | null; payload: unknown }

const eventSchema = z
  .object({
    id: z.string().min(1),
    timestamp_created: z.string(),
    success: z.boolean(),
    will_retry: z.boolean().nullish(),
    status_code: z.number().nullish(),
    payload: z.unknown(),
  })
  .transform(
    (wire): WebhookEvent => ({
      id: wire.id,
      at: wire.timestamp_created,
      isDelivered: wire.success,
      willRetry: wire.will_retry === true,
      statusCode: wire.status_code ?? null,
      payload: wire.payload,
    }),
  )

export type WebhookTarget = {
  url: string /** Sent with each delivery; the only proof of origin that Instantly has. */
  headers: Record<string, string>
}

/** Subscriptions, and what Instantly tried to deliver. */
export type Webhooks = {
  list(): Promise<Webhook[]>
  /** For everything that happens: whether `reply_received` alone brings automatic replies too is not documented. */
  create(target: WebhookTarget): Promise<Webhook>
  change(id: string, target: WebhookTarget): Promise<Webhook>
  /** Enables it again after Instantly disabled it; what was missed meanwhile comes from `events`. */
  resume(id: string): Promise<Webhook>
  /** Makes Instantly call us once with a made-up event. */
  test(id: string): Promise<{ isAnswered: boolean; statusCode: number | null; message: string | null }>
  /** What Instantly tried to deliver from one day to another, `YYYY-MM-DD`. */
  events(wanted: { fromDay: string; toDay: string; isDelivered?: boolean }): Promise<WebhookEvent[]>
}

export function createWebhooks(http: HttpClient): Webhooks {
  return {
    list(): Promise<Webhook[]> {
      return readAll((after) =>
        http.call({
          kind: 'read',
          method: 'GET',
          path: '/webhooks',
          query: new URLSearchParams({ limit: String(pageSize), ...(after === null ? {} : { starting_after: after }) }),
          schema: pageOf(webhookSchema),
        }),
      )
    },

    create({ url, headers }: WebhookTarget): Promise<Webhook> {
      const body = { target_hook_url: url, event_type: 'all_events', name: 'Alpha Swarm', headers }
      return http.call({ kind: 'write', method: 'POST', path: '/webhooks', body, schema: webhookSchema })
    },

    change(id: string, { url, headers }: WebhookTarget): Promise<Webhook> {
      return http.call({
        kind: 'write',
        method: 'PATCH',
        path: wirePath`/webhooks/${id}`,
        body: { target_hook_url: url, headers },
        schema: webhookSchema,
      })
    },

    resume(id: string): Promise<Webhook> {
      return http.call({ kind: 'write', method: 'POST', path: wirePath`/webhooks/${id}/resume`, schema: webhookSchema })
    },

    async test(id: string): Promise<{ isAnswered: boolean; statusCode: number | null; message: string | null }> {
      const schema = z.object({ success: z.boolean(), status_code: z.number().nullish(), message: z.string().nullish() })
      const answer = await http.call({ kind: 'write', method: 'POST', path: wirePath`/webhooks/${id}/test`, schema })
      return { isAnswered: answer.success, statusCode: answer.status_code ?? null, message: answer.message ?? null }
    },

    events({ fromDay, toDay, isDelivered }: { fromDay: string; toDay: string; isDelivered?: boolean }): Promise<WebhookEvent[]> {
      return readAll((after) =>
        http.call({
          kind: 'read',
          method: 'GET',
          path: '/webhook-events',
          query: new URLSearchParams({
            limit: String(pageSize),
            from: fromDay,
            to: toDay,
            ...(isDelivered === undefined ? {} : { success: String(isDelivered) }),
            ...(after === null ? {} : { starting_after: after }),
          }),
          schema: pageOf(eventSchema),
        }),
      )
    },
  }
}
