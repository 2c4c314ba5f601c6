import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { addressIn } from '../replies/address-in.ts'
import type { ProviderEvent } from './provider-event.ts'

const own: ProviderEvent = { is: 'noted', effect: 'Our own mail: it is no reply.' }

const senderOf = (event: ProviderEvent): string | null =>
  event.is === 'person' && event.reply !== undefined ? (addressIn(event.reply.from)?.toLowerCase() ?? null) : null

/** What platforms bring as replies and comes from a mailbox that we send from, a copy for instance, is kept and noted: it is no reply. */
export async function withoutOwnMail<Read extends { event: ProviderEvent }>(tx: Sql, read: Read[]): Promise<Read[]> {
  const senders = [...new Set(read.flatMap(({ event }) => senderOf(event) ?? []))]
  if (senders.length === 0) return read
  const { rows } = await tx.execute<{ address: string }>(
    sql`select distinct lower(a.address) as address from sending_account a where lower(a.address) = any(${sql.param(senders)}::text[])`,
  )
  const ours = new Set(rows.map(({ address }) => address))
  return ours.size === 0 ? read : read.map((one) => (ours.has(senderOf(one.event) ?? '') ? { ...one, event: own } : one))
}
