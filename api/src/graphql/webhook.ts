import { z } from 'zod'
import { type CheckedHook, checkWebhooks } from '../webhooks/check-webhooks.ts'
import { type HookAddress, hookAddresses } from '../webhooks/hook-addresses.ts'
import { builder, needs } from './builder.ts'
import { mutation } from './mutation.ts'

const Checked = builder.objectRef<CheckedHook>('CheckedWebhook').implement({
  description: 'What a test of one provider’s webhook came to.',
  extensions: needs('read'),
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Whose webhook.' }),
    used: t.exposeBoolean('isUsed', { description: 'Whether this provider is used here; of GoHighLevel it is taken for granted.' }),
    good: t.exposeBoolean('isGood', { description: 'Whether its route was reached from the public address and did what it should.' }),
    message: t.exposeString('message', { description: 'What happened.' }),
  }),
})

const Address = builder.objectRef<HookAddress>('WebhookAddress').implement({
  description: 'Where one provider brings what happens, and what is to be entered there by hand.',
  extensions: needs('admin'),
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Whose webhook.' }),
    addresses: t.exposeStringList('addresses', {
      description: 'One, or one for each kind of event; empty where its secret is missing. Those that end in a token are secrets.',
    }),
    instruction: t.exposeString('instruction', { description: 'What a person has to do at the provider.' }),
  }),
})

builder.queryField('webhookAddresses', (t) =>
  t.field({
    type: [Address],
    description: 'Where each provider brings what happens. For admins: some addresses are all that proves a delivery.',
    extensions: needs('admin'),
    resolve: (_, __, { publicUrl, webhookSecrets }) => hookAddresses(publicUrl, webhookSecrets),
  }),
)

mutation({
  name: 'checkWebhooks',
  description:
    'Sends a marked test through every webhook, from the public address to its effect, which is none; and has the hooks at the providers looked at.',
  needs: ['operate'],
  input: () => ({}),
  schema: z.object({}),
  run: (_, { writer, log, wake, caller, webhookSecrets, publicUrl }) =>
    checkWebhooks({ writer, log, wake, secrets: webhookSecrets, publicUrl }, caller),
  success: (t) => ({
    hooks: t.field({ type: [Checked], description: 'One for each provider.', resolve: ({ hooks }) => hooks }),
  }),
})
