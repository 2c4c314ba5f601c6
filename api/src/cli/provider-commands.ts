import { apiOptions, askApi } from './ask-api.ts'
import { type Command, exitCodes } from './command.ts'

type Checked = { provider: string; good: boolean; message: string }
type Address = { provider: string; addresses: string[]; instruction: string }
type Outcome = { checkWebhooks: { hooks?: Checked[]; message?: string } }

const check = `mutation { checkWebhooks(input: {}) { ... on CheckWebhooksSuccess { hooks { provider good message } } ... on UserError { message } } }`

export const providerWebhooks: Command = {
  name: 'provider webhooks',
  summary: 'Tests every webhook from its public address to its effect (none), and has the hooks at the providers made or mended.',
  options: {
    ...apiOptions,
    addresses: { type: 'boolean', description: 'Also print what is to be entered at each provider. Needs an admin key; some are secrets.' },
  },
  async run(options, surroundings) {
    const { checkWebhooks } = await askApi<Outcome>(options, surroundings, check)
    if (!checkWebhooks.hooks) throw new Error(checkWebhooks.message ?? 'The API refused.')
    const { hooks } = checkWebhooks
    const addresses =
      options.addresses === true
        ? (await askApi<{ webhookAddresses: Address[] }>(options, surroundings, '{ webhookAddresses { provider addresses instruction } }'))
            .webhookAddresses
        : []
    if (options.json === true) surroundings.print(JSON.stringify({ hooks, ...(addresses.length > 0 ? { addresses } : {}) }))
    else {
      for (const { provider, good, message } of hooks) surroundings.print(`${good ? 'good  ' : 'BAD   '} ${provider.padEnd(14)} ${message}`)
      for (const { provider, addresses: all, instruction } of addresses) {
        surroundings.print(`\n${provider}: ${instruction}`)
        for (const address of all) surroundings.print(`  ${address}`)
      }
    }
    return hooks.every(({ good }) => good) ? exitCodes.good : exitCodes.bad
  },
}
