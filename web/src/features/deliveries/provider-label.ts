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

export const providerLabel = (provider: string): string => deliveryProviders.find(({ value }) => value === provider)?.label ?? provider
