import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { campaignIdOf } from '../dispatch/execute/draft-campaign.ts'
import { underDigests } from '../erasure/forgotten.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { Instantly } from '../providers/instantly.ts'
import { matchMessages, type OurSend, type TheirMessage } from '../statements/compare-statement.ts'
import { loadOurs } from '../statements/draw-statements.ts'
import type { StatementSource } from '../statements/statement-source.ts'
import { type HistoryEntry, personOf } from './history-entry.ts'

/** What reading one platform came to. `found`: messages since then, or entries of its block list; `unknown`: those of them that this database did not count. */
export type PlatformReading = {
  platform: string
  of: 'MESSAGES' | 'CAMPAIGNS' | 'BLOCK_LIST'
  found: number
  unknown: number
  problem: string | null
}

/** Every message that the platforms show since then and that this database does not count as sent. A platform that can't be asked says so. */
export async function readPlatforms(
  writer: Writer,
  sources: readonly StatementSource[],
  span: { from: Date; to: Date },
): Promise<{ readings: PlatformReading[]; entries: HistoryEntry[] }> {
  const readings: PlatformReading[] = []
  const entries: HistoryEntry[] = []
  for (const source of sources) {
    const { platform } = source
    if ('silence' in source) {
      readings.push({ platform, of: 'MESSAGES', found: 0, unknown: 0, problem: source.silence })
      continue
    }
    try {
      const ours = await loadOurs(writer, { platform, from: span.from.toISOString(), to: span.to.toISOString() })
      const theirs = await underDigests(writer.sql, await source.sentBetween(span.from, span.to, ours.sends))
      const unknown = unknownOf(matchMessages(ours.sends, theirs))
      for (const { message } of unknown) {
        const person = personOf(platform, message.address)
        if (person) entries.push({ ...person, at: message.at, source: platform, message: message.messageId })
      }
      readings.push({ platform, of: 'MESSAGES', found: theirs.length, unknown: unknown.length, problem: source.blindness ?? null })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      readings.push({ platform, of: 'MESSAGES', found: 0, unknown: 0, problem: error.message })
    }
  }
  return { readings, entries }
}

/**
 * Messages that no send of ours is. A send is one message: another to the same address, of another step maybe, was written without this database.
 * Where messages belong to no campaign, an address alone says nothing once the send's own message is known.
 */
export function unknownOf(matched: readonly { message: TheirMessage; send: OurSend | null }[]): { message: TheirMessage }[] {
  const accounted = new Set<string>()
  return matched.filter(({ message, send }) => {
    if (send?.counts !== true || accounted.has(send.sendId)) return true
    if (message.campaignId === null && send.messageId !== null && send.messageId !== message.messageId) return true
    accounted.add(send.sendId)
    return false
  })
}

/**
 * Campaigns with our name that run at Instantly and that this database does not know: each is paused, and everybody in it counts as written
 * to, because what it has sent by now or will have sent when the pause takes hold can't be told apart. Throws ProviderError.
 */
export async function pauseUnknownCampaigns(
  writer: Writer,
  instantly: Pick<Instantly, 'campaigns' | 'leads'>,
  at: Date,
): Promise<HistoryEntry[]> {
  const named = (await instantly.campaigns.find('swarm ')).flatMap((campaign) => {
    const row = campaignIdOf(campaign.name)
    return row === null ? [] : [{ id: campaign.id, row, status: campaign.status }]
  })
  if (named.length === 0) return []
  const { rows } = await writer.sql.execute<{ id: string }>(
    sql`select id from campaign where id = any (${sql.param(named.map(({ row }) => row))}::uuid[])`,
  )
  const known = new Set(rows.map(({ id }) => id))
  const entries: HistoryEntry[] = []
  for (const { id, row, status } of named) {
    if (known.has(row) || status === 'DRAFT') continue
    if (status === 'ACTIVE') await instantly.campaigns.pause(id)
    for (const { email } of await instantly.leads.list(id)) {
      const person = personOf('INSTANTLY', email)
      if (person) entries.push({ ...person, at: at.toISOString(), source: 'INSTANTLY', message: `${id} ${email}` })
    }
  }
  return entries
}
