import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * What we subscribe to at HeyReach, one hook each: its eleven kinds of event, and every reply of the whole inbox besides, because an answer
 * outside a campaign stops us as well. A reply in a campaign so comes under two kinds.
 */
export const heyreachHookTypes = [
  'CONNECTION_REQUEST_SENT',
  'CONNECTION_REQUEST_ACCEPTED',
  'MESSAGE_SENT',
  'MESSAGE_REPLY_RECEIVED',
  'INMAIL_SENT',
  'INMAIL_REPLY_RECEIVED',
  'FOLLOW_SENT',
  'LIKED_POST',
  'VIEWED_PROFILE',
  'CAMPAIGN_COMPLETED',
  'LEAD_TAG_UPDATED',
  'EVERY_MESSAGE_REPLY_RECEIVED',
] as const
export type HeyreachHookType = (typeof heyreachHookTypes)[number]

/** The last part of a hook's address. HeyReach signs nothing: that it knows this is all that speaks for a delivery. */
export function heyreachPathToken(secret: string, type: HeyreachHookType): string {
  return createHmac('sha256', secret).update(`heyreach ${type}`).digest('base64url')
}

/** Where HeyReach brings one kind of event. */
export const heyreachHookUrl = (publicUrl: string, secret: string, type: HeyreachHookType): string =>
  `${publicUrl}/webhooks/heyreach/${heyreachPathToken(secret, type)}`

/** Which kind of event an address is for, null for none of ours; what the payload calls itself is not asked. Compared in constant time. */
export function heyreachTypeOf(secret: string, token: string): HeyreachHookType | null {
  const given = Buffer.from(token)
  let found: HeyreachHookType | null = null
  for (const type of heyreachHookTypes) {
    const expected = Buffer.from(heyreachPathToken(secret, type))
    if (expected.length === given.length && timingSafeEqual(expected, given)) found = type
  }
  return found
}
