import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'

/** What a delivery says that was about somebody who was erased. */
export const forgottenEffect = 'Of a person who was erased: not kept.'

/**
 * The keys (canonical addresses, LinkedIn keys) among these whose people were erased: what still comes in about them is not kept. Asked in the
 * transaction that keeps it, also without a key: until that ends, nobody's erasure is finished.
 */
export async function forgottenKeys(tx: Sql, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await tx.execute<{ keys: string[] }>(sql`select forgotten(${sql.param([...new Set(keys)])}::text[]) as keys`)
  return new Set(rows[0]?.keys ?? [])
}

/** The canonical keys of addresses as somebody else wrote them; what is no address has none. */
export function keysOfAddresses(addresses: readonly (string | null)[]): string[] {
  return addresses.flatMap((address) => {
    const parsed = address === null ? null : parseEmail(address)
    return parsed?.ok ? [parsed.email.personKey] : []
  })
}

/** Who is named by an address or a profile anywhere in a request or answer, by keys; a text that only mentions one names nobody. */
export function keysNamedIn(content: unknown): string[] {
  const keys = new Set<string>()
  const open: unknown[] = [content]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one === 'string') {
      for (const key of keysOfAddresses([one])) keys.add(key)
      const profile = one.includes('linkedin.com/') ? parseLinkedinProfile(one) : null
      if (profile?.ok) keys.add(profile.profile.key)
    } else if (typeof one === 'object' && one !== null) open.push(...Object.values(one))
  }
  return [...keys]
}

/**
 * What a platform says about people who were erased, under the digests that our own rows have of them, so that both sides still match and
 * nothing brings an address back. `address` is an email address or a LinkedIn key.
 */
export async function underDigests<Message extends { address: string; messageId: string }>(
  tx: Pick<Sql, 'execute'>,
  messages: readonly Message[],
): Promise<Message[]> {
  const keyOf = (address: string) => keysOfAddresses([address])[0] ?? address
  const { rows } = await tx.execute<{ key: string; name: string }>(sql`
    select g.key, erased_name(g.key) as name from unnest(forgotten(${sql.param([...new Set(messages.map(({ address }) => keyOf(address)))])}::text[])) g(key)`)
  const names = new Map(rows.map(({ key, name }) => [key, name]))
  return messages.map((message) => {
    const name = names.get(keyOf(message.address))
    if (name === undefined) return message
    const at = message.address.lastIndexOf('@')
    const address = at < 0 ? name : `${name}${message.address.slice(at).toLowerCase()}`
    return { ...message, address, messageId: message.messageId.replaceAll(message.address, name) }
  })
}
