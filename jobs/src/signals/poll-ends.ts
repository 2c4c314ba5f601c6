import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import type { PlatformLead } from '../providers/instantly/leads.ts'
import { pageSize } from '../providers/instantly/page.ts'
import type { Instantly } from '../providers/instantly.ts'
import { type PolledEvent, takeMissed } from './hook-state.ts'

const provider = 'instantly'
/** How long after a mail its lead is looked at, in days: who opts out later than that does it by our own link, or is heard by the hook. */
const watchedDays = 60

/**
 * Brings in bounces and opt-outs that no webhook brought: they leave no mail, only the state of the lead, and of a hook that was deleted Instantly
 * keeps no list. Asked about is everybody whom Instantly wrote to lately and who is not suppressed for ever, nor was so until a
 * person lifted it: their lead there says the same as before. Throws ProviderError.
 */
export async function pollEnds(
  { writer, log }: { writer: Writer; log: Log },
  { leads }: Pick<Instantly, 'leads'>,
  polledAt: Date | null,
  now: Date,
): Promise<void> {
  const { rows } = await writer.sql.execute<{ address: string }>(sql`
    select distinct s.address from send s
    where s.platform = 'INSTANTLY' and s.accepted_at > ${now.toISOString()}::timestamptz - make_interval(days => ${watchedDays})
      and s.lead_id is not null and not exists (select from suppression x where x.person_key = s.person and x.lifted_at is null and x.until is null)
      and not exists (select from suppression x where x.person_key = s.person and x.lifted_at > s.accepted_at and x.until is null) order by 1`)
  for (let from = 0; from < rows.length; from += pageSize) {
    const addresses = rows.slice(from, from + pageSize).map(({ address }) => address)
    const found = await leads.withAddresses(addresses)
    // Before the first look nobody was listening.
    await takeMissed(
      { writer, log },
      provider,
      found.flatMap((lead) => endEvent(lead, now) ?? []).map((event) => ({ ...event, mayComeLate: polledAt === null })),
    )
  }
}

/** As the webhook would have told it; null for whom Instantly could still write to. When it happened is not told: it is no later than the last change. */
function endEvent({ email, campaignId, status, updatedAt }: PlatformLead, now: Date): PolledEvent | null {
  const type = status === 'BOUNCED' ? 'email_bounced' : status === 'UNSUBSCRIBED' ? 'lead_unsubscribed' : null
  if (type === null) return null
  const at = updatedAt ?? now.toISOString()
  const payload = { event_type: type, timestamp: at, lead_email: email, campaign_id: campaignId }
  return {
    at: Date.parse(at),
    delivery: { provider, headers: { 'brought-by': 'poll' }, body: Buffer.from(JSON.stringify(payload)), isAuthenticated: true },
  }
}
