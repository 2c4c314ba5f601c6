import { localDay, nextOpening } from './schedule.ts'
import { CAMPAIGN, type Campaign, LEAD, type State } from './state.ts'

/** Why a campaign sends, or doesn't, in the words of `sending-status`. */
export function sendingDiagnosis(campaign: Campaign, state: State): { status: string; [part: string]: unknown } {
  const now = state.world.clock.now()
  const { settings } = campaign
  const inSchedule = nextOpening(settings.campaign_schedule, now) === now
  const senders = (settings.email_list ?? []).flatMap((email) => state.accounts.get(email) ?? [])
  const available = senders.filter((account) => account.status === 1)
  const today = new Date(now).toISOString().slice(0, 10)
  const exhausted = available.filter((account) => account.day === today && account.sentToday >= account.dailyLimit)
  const sent = campaign.day === localDay(settings.campaign_schedule.schedules[0]?.timezone ?? 'Etc/GMT+12', now) ? campaign.sentToday : 0
  const limitHit = typeof settings.daily_limit === 'number' && sent >= settings.daily_limit
  const active = state.leadsOfCampaign(campaign.id).filter((lead) => lead.status === LEAD.active)
  const ready = active.filter((lead) => lead.nextAt <= now)
  const status = (): string => {
    if (campaign.status === CAMPAIGN.draft) return 'campaign_draft'
    if (campaign.status === CAMPAIGN.paused) return 'campaign_paused'
    if (campaign.status === CAMPAIGN.completed) return 'campaign_completed'
    if (available.length === 0) return 'no_accounts_available'
    if (active.length === 0) return 'waiting_for_leads'
    if (!inSchedule) return 'out_of_schedule'
    if (ready.length === 0) return 'follow_up_delay_not_met'
    if (limitHit) return 'daily_limit_met'
    return exhausted.length === available.length ? 'account_daily_limit_met' : 'healthy'
  }
  return {
    status: status(),
    accounts_summary: {
      total_connected: senders.length,
      available: available.length - exhausted.length,
      unavailable: {
        daily_limit_hit: exhausted.length,
        slow_ramp_limit_hit: 0,
        disconnected: senders.length - available.length,
        global_gap_not_met: 0,
      },
    },
    campaign_daily_limit: { limit: settings.daily_limit ?? null, sent, limit_hit: limitHit },
    schedule_status: { in_schedule: inSchedule },
    leads_status: { no_leads_ready: ready.length === 0 },
  }
}
