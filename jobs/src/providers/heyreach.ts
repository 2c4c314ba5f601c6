import { heyreachHookTypes, heyreachPathToken } from '../signals/heyreach-hooks.ts'
import { type Accounts, createAccounts } from './heyreach/accounts.ts'
import { type Campaigns, createCampaigns } from './heyreach/campaigns.ts'
import { createInbox, type Inbox } from './heyreach/inbox.ts'
import { createLists, type Lists } from './heyreach/lists.ts'
import { isHeyreachRefusal } from './heyreach/refusals.ts'
import { createWebhooks, type Webhooks } from './heyreach/webhooks.ts'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import type { ProviderAccess } from './provider-config.ts'

/** One counter for the key, over all endpoints, the poller's calls too (dispatch.md, Ceilings). No header tells what is left. */
const callsPerMinute = 300

/** `webhookSecret` makes the path tokens of our hooks, which HeyReach may repeat in an error. */
export type HeyreachConfig = ProviderAccess & {
  webhookSecret: string | null
  /** Of a sandbox that counts otherwise; HeyReach's own 300 without it. */
  callsPerMinute?: number
}

export type Heyreach = {
  campaigns: Campaigns
  lists: Lists
  accounts: Accounts
  inbox: Inbox
  webhooks: Webhooks
  close(): Promise<void>
}

/** HeyReach's public API, for LinkedIn. No idempotency keys: what changes something is never asked twice by itself. */
export function createHeyreach(config: HeyreachConfig, context: HttpContext): Heyreach {
  const minute: Limit = { name: 'heyreach.minute', calls: config.callsPerMinute ?? callsPerMinute, perMs: 60_000 }
  const http = createHttpClient({
    ...context,
    provider: 'heyreach',
    baseUrl: config.baseUrl,
    headers: { 'x-api-key': config.apiKey },
    secrets: [config.apiKey, ...pathSecrets(config.webhookSecret)],
    limits: { all: [minute] },
    isRefusal: isHeyreachRefusal,
    isTerse: true,
  })
  return {
    campaigns: createCampaigns(http),
    lists: createLists(http),
    accounts: createAccounts(http),
    inbox: createInbox(http),
    webhooks: createWebhooks(http),
    close: () => http.close(),
  }
}

/** The secret, and the paths made of it: HeyReach may repeat the address of a hook in an error. */
function pathSecrets(secret: string | null): string[] {
  return secret === null ? [] : [secret, ...heyreachHookTypes.map((type) => heyreachPathToken(secret, type))]
}
