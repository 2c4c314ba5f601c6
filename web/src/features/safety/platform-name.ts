const names: Record<string, string> = { INSTANTLY: 'Instantly', HEYREACH: 'HeyReach', GHL: 'GoHighLevel', RESEND: 'Resend', SMTP: 'SMTP' }

/** A platform as people write it. */
export function platformName(platform: string): string {
  return names[platform] ?? platform
}
