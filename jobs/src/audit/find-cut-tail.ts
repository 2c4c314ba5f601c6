import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** The last link of the audit chain: its number and its hash as hexadecimal digits. */
export type AuditHead = { number: number; hash: string }

/**
 * The chain's head, null where there is none yet, and why a head that was kept outside the database is not in its chain any more, as a sentence;
 * null when it is. One statement: of a chain that is cut between two looks the second would show a head that is taken for whole.
 */
export async function findCutTail(writer: Writer, kept: AuditHead | null): Promise<{ head: AuditHead | null; fault: string | null }> {
  const { rows } = await writer.sql.execute<{ found: string | null; number: string | null; hash: string | null }>(sql`
    select (select encode(s.hash, 'hex') from audit_seal s where s.number = ${kept?.number ?? null}::bigint) as found, h.number, h.hash
    from (select) one left join (select s.number, encode(s.hash, 'hex') as hash from audit_seal s order by s.number desc limit 1) h on true`)
  const { found = null, number = null, hash = null } = rows[0] ?? {}
  const head = number === null || hash === null ? null : { number: Number(number), hash }
  if (kept === null || found === kept.hash) return { head, fault: null }
  const fault =
    found === null
      ? `The audit chain ends at ${head?.number ?? 0}, but ${kept.number} was kept: its tail was cut, or an older backup was restored.`
      : `Link ${kept.number} of the audit chain has another hash than the one that was kept: the chain was rewritten.`
  return { head, fault }
}
