import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { parseEmail } from '../identity/email-address.ts'

/** The keys (canonical addresses, LinkedIn keys) among these whose people were erased: what still comes in about them is not kept. */
export async function forgottenKeys(tx: Sql, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
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
