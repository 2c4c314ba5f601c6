/** Every provider that we call, in the order of the page, with what it is for. */
export const calledProviders = {
  apollo: { label: 'Apollo', purpose: 'Finds and enriches people' },
  bettercontact: { label: 'BetterContact', purpose: 'Finds addresses that Apollo does not know' },
  clay: { label: 'Clay', purpose: 'Enriches visitors, and leads where the settings say so' },
  zerobounce: { label: 'ZeroBounce', purpose: 'Checks addresses before the first mail' },
  instantly: { label: 'Instantly', purpose: 'Sends cold email' },
  heyreach: { label: 'HeyReach', purpose: 'Acts on LinkedIn' },
  ghl: { label: 'GoHighLevel', purpose: 'Nurture mail, CRM and calendar' },
  resend: { label: 'Resend', purpose: 'Hands over mail of accounts that the settings name' },
  smtp: { label: 'SMTP', purpose: 'The same through a mail host' },
  slack: { label: 'Slack', purpose: 'Where alerts go first' },
  twilio: { label: 'Twilio', purpose: 'Text messages of alerts' },
  llm: { label: 'Language model', purpose: 'Rephrases drafts where the settings say so' },
} as const
export type CalledProvider = keyof typeof calledProviders
export const calledProviderNames = Object.keys(calledProviders) as CalledProvider[]

export function isCalledProvider(name: string): name is CalledProvider {
  return Object.hasOwn(calledProviders, name)
}
