import { parseEmail } from '../identity/email-address.ts'

/** A message that went out without this database. `person` is a key as in `send_once`; `source` and `message` name it once. */
export type HistoryEntry = { person: string; channel: 'EMAIL' | 'LINKEDIN'; at: string; source: string; message: string }

/** The key of whom a platform wrote to: HeyReach names profiles by their key, the others addresses. Null when it is no address at all. */
export function personOf(platform: string, address: string): Pick<HistoryEntry, 'person' | 'channel'> | null {
  if (platform === 'HEYREACH') return { person: address, channel: 'LINKEDIN' }
  const parsed = parseEmail(address)
  return parsed.ok ? { person: parsed.email.personKey, channel: 'EMAIL' } : null
}
