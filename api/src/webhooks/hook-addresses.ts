import { heyreachHookTypes, heyreachHookUrl } from '@swarm/jobs/signals/heyreach-hooks'
import { hookSecretHeader, shortestHookSecret } from '@swarm/jobs/signals/hook-header'
import { pathHookUrl } from '@swarm/jobs/signals/hook-path'
import { hookManners, type WebhookProvider, type WebhookSecrets } from './hook-providers.ts'

/** Where one provider brings its deliveries, and what a person there has to enter where we can't do it ourselves. */
export type HookAddress = {
  provider: WebhookProvider
  /** One, or one for each kind of event. Those of providers that sign nothing are secrets themselves. */
  addresses: string[]
  /** What is to be done at the provider; it names secrets, and shows none. */
  instruction: string
}

/** What stands or must be entered at each provider (providers/*.md). */
export function hookAddresses(publicUrl: string, secrets: WebhookSecrets): HookAddress[] {
  const plain = (provider: WebhookProvider) => [`${publicUrl}/webhooks/${provider}`]
  const heyreach = secrets.heyreach?.secret ?? ''
  const byPath = (provider: 'bettercontact' | 'rb2b') => pathHookUrl(publicUrl, secrets[provider]?.secret ?? null, provider) ?? []
  const missing = (provider: WebhookProvider) => `Set ${hookManners[provider].variable} first; this list shows the address then.`
  return [
    { provider: 'instantly', addresses: plain('instantly'), instruction: 'Made, mended and resumed by itself.' },
    {
      provider: 'heyreach',
      addresses: heyreach.length < shortestHookSecret ? [] : heyreachHookTypes.map((type) => heyreachHookUrl(publicUrl, heyreach, type)),
      instruction: 'Made and mended by itself, one for each kind of event.',
    },
    {
      provider: 'ghl',
      addresses: plain('ghl'),
      instruction: 'Enter it as the webhook of the marketplace app, with contact, message, appointment and opportunity events.',
    },
    {
      provider: 'clay',
      addresses: plain('clay'),
      instruction: `In the table, add an HTTP API column: POST to this address, header ${hookSecretHeader} with the value of CLAY_WEBHOOK_SECRET, and correlation_id in the body.`,
    },
    {
      provider: 'bettercontact',
      addresses: [byPath('bettercontact')].flat(),
      instruction:
        [byPath('bettercontact')].flat().length === 0 ? missing('bettercontact') : 'Sent along with each question; nothing to enter.',
    },
    {
      provider: 'rb2b',
      addresses: [byPath('rb2b')].flat(),
      instruction:
        [byPath('rb2b')].flat().length === 0 ? missing('rb2b') : 'Enter it under Integrations, Webhook, and switch repeat visitors on.',
    },
    {
      provider: 'resend',
      addresses: plain('resend'),
      instruction:
        'Enter it under Webhooks with the email events, and set RESEND_WEBHOOK_SECRET to the signing secret that is shown there.',
    },
  ]
}
