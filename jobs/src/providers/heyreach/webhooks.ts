import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { listAll } from './page.ts'

/** A subscription to one kind of event. */
export type Webhook = { id: number; url: string; eventType: string; campaignIds: number[]; isEnabled: boolean }

const webhookSchema = z
  .object({
    id: z.number(),
    webhookUrl: z.string(),
    eventType: z.string(),
    campaignIds: z.array(z.number()).nullish(),
    isActive: z.boolean(),
  })
  .transform(
    (wire): Webhook => ({
      id: wire.id,
      url: wire.webhookUrl,
      eventType: wire.eventType,
      campaignIds: wire.campaignIds ?? [],
      isEnabled: wire.isActive,
    }),
  )

export type Webhooks = {
  list(): Promise<Webhook[]>
  /** For all campaigns. Called by a name of 3 to 25 characters. */
  create(hook: { name: string; url: string; eventType: string }): Promise<void>
  /** Enables it, for all campaigns, at this address. */
  mend(id: number, url: string): Promise<void>
  remove(id: number): Promise<void>
}

export function createWebhooks(http: HttpClient): Webhooks {
  const byId = (id: number) => new URLSearchParams({ webhookId: String(id) })
  return {
    list: () => listAll(http, '/webhooks/GetAllWebhooks', webhookSchema),

    async create({ name, url, eventType }) {
      // Answers the id or the whole hook; the list says what there is.
      const body = { webhookName: name, webhookUrl: url, eventType, campaignIds: [], isActive: true }
      await http.call({ kind: 'write', method: 'POST', path: '/webhooks/CreateWebhook', body, schema: z.unknown() })
    },

    async mend(id, url) {
      const body = { webhookUrl: url, campaignIds: [], isActive: true }
      await http.call({ kind: 'write', method: 'PATCH', path: '/webhooks/UpdateWebhook', query: byId(id), body, schema: z.unknown() })
    },

    async remove(id) {
      await http.call({ kind: 'write', method: 'DELETE', path: '/webhooks/DeleteWebhook', query: byId(id), schema: z.unknown() })
    },
  }
}
