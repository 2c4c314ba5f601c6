/** Whose deliveries there are, and how each is called. */
export const deliveryProviders = [
  { value: 'instantly', label: 'Instantly' },
  { value: 'heyreach', label: 'HeyReach' },
  { value: 'ghl', label: 'GoHighLevel' },
  { value: 'clay', label: 'Clay' },
  { value: 'bettercontact', label: 'BetterContact' },
  { value: 'rb2b', label: 'RB2B' },
  { value: 'resend', label: 'Resend' },
  { value: 'smtp', label: 'Mail host' },
  { value: 'unsubscribe-link', label: 'Unsubscribe link' },
] as const

export type DeliveryProvider = (typeof deliveryProviders)[number]['value']

/** Those who are only asked and deliver nothing by themselves, and where else a lead can come from. */
const askedProviders = [
  { value: 'csv', label: 'CSV file' },
  { value: 'manual', label: 'By hand' },
  { value: 'apollo', label: 'Apollo' },
  { value: 'zerobounce', label: 'ZeroBounce' },
  { value: 'slack', label: 'Slack' },
  { value: 'twilio', label: 'Twilio' },
] as const

/** A provider's name as it writes it itself; the word as it is where we know none. */
export const providerLabel = (provider: string): string =>
  [...deliveryProviders, ...askedProviders].find(({ value }) => value === provider)?.label ?? provider

/** A platform as people write it, from the word that the API has for it: `GHL` is GoHighLevel. */
export const platformName = (platform: string): string => providerLabel(platform.toLowerCase())
