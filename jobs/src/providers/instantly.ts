import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import { type Accounts, createAccounts } from './instantly/accounts.ts'
import { createBlockList, type PlatformBlockList } from './instantly/block-list.ts'
import { type Campaigns, createCampaigns } from './instantly/campaigns.ts'
import { createEmails, type Emails } from './instantly/emails.ts'
import { createLeads, type Leads } from './instantly/leads.ts'
import { isInstantlyRefusal } from './instantly/refusals.ts'
import { createWebhooks, type Webhooks } from './instantly/webhooks.ts'
import type { ProviderAccess } from './provider-config.ts'

/** Of the whole workspace, all keys together (dispatch.md, Ceilings). No header tells what is left. */
const limits: { all: Limit[]; some: Record<'emails', Limit> } = {
  all: [
    { name: 'instantly.second', calls: 100, perMs: 1_000 },
    { name: 'instantly.minute', calls: 6_000, perMs: 60_000 },
  ],
  some: { emails: { name: 'instantly.emails', calls: 20, perMs: 60_000 } },
}

/** `webhookSecret` goes into the headers of our webhooks, so Instantly may repeat it in an error. */
export type InstantlyConfig = ProviderAccess & { webhookSecret: string | null }

export type Instantly = {
  campaigns: Campaigns
  leads: Leads
  emails: Emails
  accounts: Accounts
  webhooks: Webhooks
  blockList: PlatformBlockList
  close(): Promise<void>
}

/** Instantly, API V2, for cold email. There is no idempotency key: nothing that changes something is asked twice. */
export function createInstantly(config: InstantlyConfig, context: HttpContext): Instantly {
  const http = createHttpClient({
    ...context,
    provider: 'instantly',
    baseUrl: config.baseUrl,
    headers: { authorization: `Bearer ${config.apiKey}` },
    secrets: [config.apiKey, config.webhookSecret ?? ''],
    limits,
    isRefusal: isInstantlyRefusal,
  })
  return {
    campaigns: createCampaigns(http),
    leads: createLeads(http),
    emails: createEmails(http),
    accounts: createAccounts(http),
    webhooks: createWebhooks(http),
    blockList: createBlockList(http),
    close: () => http.close(),
  }
}
