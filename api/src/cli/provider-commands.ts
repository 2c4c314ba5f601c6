import { apiOptions, askApi } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

type Checked = { provider: string; good: boolean; used: boolean; message: string }
type Address = { provider: string; addresses: string[]; instruction: string }
type Outcome = { checkWebhooks: { hooks?: Checked[]; message?: string } }

const check = `mutation { checkWebhooks(input: {}) { ... on CheckWebhooksSuccess { hooks { provider good used message } } ... on UserError { code message } } }`

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
    if (options.json === true) surroundings.print(asciiJson({ hooks, ...(addresses.length > 0 ? { addresses } : {}) }))
    else {
      for (const { provider, good, used, message } of hooks)
        surroundings.print(`${good ? 'good    ' : used ? 'BAD     ' : 'not used'} ${provider.padEnd(14)} ${message}`)
      for (const { provider, addresses: all, instruction } of addresses) {
        surroundings.print(`\n${provider}: ${instruction}`)
        for (const address of all) surroundings.print(`  ${address}`)
      }
    }
    return hooks.every(({ good, used }) => good || !used) ? exitCodes.good : exitCodes.bad
  },
}

type Status = { provider: string; label: string; purpose: string; hasKey: boolean | null; breaker: string }
type Tested = { provider: string; outcome: string; message: string; tookMs: number | null }

const test = `mutation ($provider: String!) { testProvider(input: { provider: $provider }) {
  ... on TestProviderSuccess { provider outcome message tookMs } ... on UserError { code message } } }`

export const providerCheck: Command = {
  name: 'provider check',
  summary: 'Asks each provider that has a key something without effect, and says what it answered.',
  options: { ...apiOptions, provider: { type: 'string', value: 'NAME', description: 'This one alone, with or without a key.' } },
  async run(options, surroundings) {
    const { providers } = await askApi<{ providers: Status[] }>(
      options,
      surroundings,
      '{ providers { provider label purpose hasKey breaker } }',
    )
    const only = textOption(options, 'provider')
    const asked = providers.filter(({ provider, hasKey }) => (only === null ? hasKey === true : provider === only.toLowerCase()))
    if (only !== null && asked.length === 0)
      throw new UsageError(`There is no provider "${only}". They are: ${providers.map(({ provider }) => provider).join(', ')}.`)
    const tested: Tested[] = []
    for (const { provider } of asked) {
      const answer = await askApi<{ testProvider: Tested | { message: string } }>(options, surroundings, test, { provider })
      if (!('outcome' in answer.testProvider)) throw new Error(answer.testProvider.message)
      tested.push(answer.testProvider)
    }
    if (options.json === true) surroundings.print(asciiJson(tested))
    else {
      for (const { provider, outcome, message, tookMs } of tested)
        surroundings.print(`${outcome.padEnd(10)} ${provider.padEnd(14)} ${message}${tookMs === null ? '' : ` (${tookMs} ms)`}`)
      for (const { provider, purpose } of providers.filter(({ hasKey }) => only === null && hasKey !== true))
        surroundings.print(`${'no key'.padEnd(10)} ${provider.padEnd(14)} ${purpose}`)
    }
    return tested.every(({ outcome }) => outcome !== 'FAILED') ? exitCodes.good : exitCodes.bad
  },
}

type Account = {
  address: string
  platform: string
  paused: boolean
  pauseReason: string | null
  sentToday: number
  dailyLimit: number | null
  health: { verdict: string }
}

export const providerAccounts: Command = {
  name: 'provider accounts',
  summary: 'Lists the sending accounts with their day, their limit and their health.',
  options: apiOptions,
  async run(options, surroundings) {
    const query = '{ accounts { address platform paused pauseReason sentToday dailyLimit health { verdict } } }'
    const { accounts } = await askApi<{ accounts: Account[] }>(options, surroundings, query)
    if (options.json === true) surroundings.print(asciiJson(accounts))
    else
      for (const { address, platform, paused, pauseReason, sentToday, dailyLimit, health } of accounts)
        surroundings.print(
          `${platform.padEnd(9)} ${address.padEnd(34)} ${sentToday}${dailyLimit === null ? '' : ` of ${dailyLimit}`} today  ${health.verdict}${paused ? `  PAUSED: ${pauseReason ?? ''}` : ''}`,
        )
    return exitCodes.good
  },
}

type Campaign = { address: string; platform: string; providerCampaignId: string | null; state: string; lastError: string | null }

export const providerCampaigns: Command = {
  name: 'provider campaigns',
  summary: 'Lists our newest 200 campaigns at the platforms.',
  options: apiOptions,
  async run(options, surroundings) {
    const query = '{ campaigns(first: 200) { edges { node { address platform providerCampaignId state lastError } } } }'
    const { campaigns } = await askApi<{ campaigns: { edges: { node: Campaign }[] } }>(options, surroundings, query)
    const rows = campaigns.edges.map(({ node }) => node)
    if (options.json === true) surroundings.print(asciiJson(rows))
    else
      for (const { address, platform, providerCampaignId, state, lastError } of rows)
        surroundings.print(
          `${platform.padEnd(9)} ${(providerCampaignId ?? '-').padEnd(38)} ${state.padEnd(10)} ${address}${lastError === null ? '' : `  ${lastError}`}`,
        )
    return exitCodes.good
  },
}
