import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** The last link of the audit chain: its number and its hash as hexadecimal digits. */
export type AuditHead = { number: number; hash: string }

/** Why a head that was kept outside the database is not in its chain any more, as a sentence; null when it is. */
export async function findCutTail(writer: Writer, kept: AuditHead): Promise<string | null> {
  const { rows } = await writer.sql.execute<{ hash: string | null; last: string }>(sql`
    select (select encode(hash, 'hex') from audit_seal where number = ${kept.number}) as hash, coalesce(max(number), 0) as last from audit_seal`)
  const found = rows[0]
  if (!found?.hash)
    return `The audit chain ends at ${found?.last ?? 0}, but ${kept.number} was kept: its tail was cut, or an older backup was restored.`
  return found.hash === kept.hash
    ? null
    : `Link ${kept.number} of the audit chain has another hash than the one that was kept: the chain was rewritten.`
}
