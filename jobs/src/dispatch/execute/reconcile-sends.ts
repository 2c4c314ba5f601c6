import { sql } from 'drizzle-orm'
import { ProviderError } from '../../providers/http/provider-error.ts'
import type { CampaignStatus } from '../../providers/instantly/campaigns.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { dispatchSection } from '../dispatch-settings.ts'
import { crashPoint } from './crash-point.ts'
import type { Hands } from './hands.ts'

type UnknownSend = { id: string; address: string; campaignId: string; providerCampaignId: string | null; checks: number }

/** How often an absent send is looked for before a person decides (invariants.md, Reconcile). */
export const looks = 3

/**
 * States that only a campaign that was activated comes to: it has its leads, whatever it does with them now. We pause none that wasn't
 * activated, and delete drafts instead.
 */
const activated = new Set<CampaignStatus>([
  'ACTIVE',
  'PAUSED',
  'COMPLETED',
  'RUNNING_SUBSEQUENCES',
  'ACCOUNT_SUSPENDED',
  'ACCOUNTS_UNHEALTHY',
  'BOUNCE_PROTECT',
])

/** Leases that ran out become unknown sends. */
export async function expireLeases(writer: Hands['writer']): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select expire_leases()`)
  })
}

/** Unknown sends of campaigns are read about: present is accepted, absent three times is for a person. Nothing is ever sent from here. */
export async function reconcileSends(hands: Hands): Promise<void> {
  const { writer } = hands
  const { rows } = await writer.sql.execute<UnknownSend>(sql`
    select s.id, s.address, s.campaign_id as "campaignId", c.provider_campaign_id as "providerCampaignId", s.checks
    from send s join campaign c on c.id = s.campaign_id
    where s.status = 'UNKNOWN' and s.next_check_at <= (select business_now()) order by s.next_check_at limit 200`)
  if (rows.length === 0) return
  const { document } = await loadSettings(writer.sql, dispatchSection)
  const againMs = (document.reconcileMinutes * 60_000) / (looks - 1)
  for (const sends of byCampaign(rows).values()) {
    if (hands.stopping.aborted) return
    try {
      await lookFor(hands, sends, againMs)
    } catch (error) {
      // Not answered is not absent: looked for again, as often as before.
      if (!(error instanceof ProviderError)) throw error
      hands.log.warn({ err: error, campaign: sends[0]?.campaignId }, 'dispatch: an unknown send could not be looked up')
    }
  }
}

async function lookFor(hands: Hands, sends: readonly UnknownSend[], againMs: number): Promise<void> {
  const id = sends[0]?.providerCampaignId ?? null
  const campaign = id === null ? null : await hands.instantly.campaigns.get(id)
  const held =
    campaign === null || id === null
      ? []
      : await hands.instantly.leads.list(
          id,
          sends.map(({ address }) => address),
        )
  crashPoint('17 unknown-read')
  for (const send of sends) {
    const lead = held.find(({ email }) => email.trim().toLowerCase() === send.address.toLowerCase())
    // Written to is written to, whatever the campaign says of itself.
    const isPresent = lead !== undefined && (lead.lastContactAt !== null || (campaign !== null && activated.has(campaign.status)))
    const isLast = !isPresent && send.checks + 1 >= looks
    await hands.writer.transaction(async (tx) => {
      const finding = isPresent ? 'PRESENT' : 'LOOK_AGAIN'
      const seen = `Read at Instantly: campaign ${campaign?.status.toLowerCase() ?? 'not there'}, lead ${lead === undefined ? 'not in it' : 'in it'}.`
      await tx.execute(
        sql`select settle_unknown(${send.id}, ${finding}, ${seen}, 'OPERATOR', ${isLast || isPresent ? null : againMs}, null)`,
      )
      if (isLast) {
        await tx.execute(sql`
          select from raise_alert(${`send-unknown:${send.campaignId}`}, 'WARNING',
            'Instantly gave no clear answer to a hand-over, and its sends were not found there three times. They count as sent; a person settles them on Send.')`)
      }
    })
  }
}

function byCampaign(sends: readonly UnknownSend[]): Map<string, UnknownSend[]> {
  const groups = new Map<string, UnknownSend[]>()
  for (const send of sends) groups.set(send.campaignId, [...(groups.get(send.campaignId) ?? []), send])
  return groups
}
