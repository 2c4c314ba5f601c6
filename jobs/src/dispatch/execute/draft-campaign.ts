import { setTimeout as sleep } from 'node:timers/promises'
import { mostLeadsAtOnce } from '../../providers/instantly/leads.ts'
import type { Hold } from './campaign-hold.ts'
import { crashPoint } from './crash-point.ts'
import { type DraftDifference, draftDifference, platformLead } from './draft-difference.ts'
import type { Hands } from './hands.ts'
import { gapMinutes, minutesLeft, type PlatformWindow, platformWindow } from './platform-window.ts'
import type { PlannedSend } from './queries.ts'

/** The name of our campaigns at the platform; it carries our row's id, and is the only way to find one whose creation got no answer. */
export const campaignName = (id: string): string => `swarm ${id}`

const named = /^swarm ([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/

/** Our row's id in a platform campaign's name; null for somebody else's campaign. */
export const campaignIdOf = (name: string): string | null => named.exec(name)?.[1] ?? null

/** The draft is not what it was made as: somebody changed it at the platform. The message is for people. */
export class ChangedDraftError extends Error {
  override name = 'ChangedDraftError'
}

/** This process was frozen or slow, and somebody else may have the campaign. */
export class TooLateError extends Error {
  override name = 'TooLateError'
}

export function requireTime(hold: Hold): void {
  if (!hold.mayWrite()) throw new TooLateError(`campaign ${hold.campaign.id} was held too long`)
}

/** The campaign's window as its platform is told; null when no schedule fits it. */
export function windowOf({ campaign: { zone, windowFrom, windowTo } }: Hold): PlatformWindow | null {
  return platformWindow(zone, new Date(windowFrom), new Date(windowTo))
}

/** A draft at the platform for these sends: the one that is there already, or a new one. False when no schedule fits its window. */
export async function makeDraft({ instantly }: Hands, hold: Hold, planned: readonly PlannedSend[], now: Date): Promise<boolean> {
  const { campaign } = hold
  const window = windowOf(hold)
  if (window === null) return false
  const name = campaignName(campaign.id)
  // Somebody was here before and may have asked for one; with two, the other is found as an orphan.
  const known =
    campaign.attempts > 1 ? (await instantly.campaigns.find(name)).filter((one) => one.name === name && one.status === 'DRAFT') : []
  await hold.renew()
  crashPoint('02 before-create')
  requireTime(hold)
  const draft =
    known[0] ??
    (await instantly.campaigns.create({
      name,
      account: campaign.account,
      zone: window.zone,
      day: window.day,
      from: window.from,
      to: window.to,
      dailyLimit: planned.length,
      gapMinutes: gapMinutes(minutesLeft(window, now), planned.length),
    }))
  crashPoint('03 created')
  await hold.move('DRAFTED', draft.id)
  crashPoint('04 drafted')
  return true
}

/** What the draft holds, compared with what is planned. */
export async function readDraft(
  { instantly }: Hands,
  hold: Hold,
  planned: readonly PlannedSend[],
): Promise<DraftDifference<PlannedSend> & { leadIds: Map<string, string> }> {
  const held = await instantly.leads.list(providerId(hold))
  return { ...draftDifference(planned, held), leadIds: new Map(held.map(({ email, id }) => [email.trim().toLowerCase(), id])) }
}

/** How often the draft is brought into line before who is still missing counts as not taken by the platform. */
const rounds = 4
/** Before the draft is read again after that many rounds, in milliseconds: what was just added need not be in a list at once. */
const settleMs = (round: number) => (round <= 1 ? 0 : 300 * (round - 1))

/**
 * Brings a draft into line with what is planned, by adding and taking out until reading it back shows exactly these leads with our bytes.
 * Returns the sends that the platform does not take. A bulk answer settles nobody here: only what is read back counts (I22).
 */
export async function fillDraft(hands: Hands, hold: Hold, planned: readonly PlannedSend[]): Promise<PlannedSend[]> {
  const { instantly } = hands
  for (let round = 1; ; round++) {
    await sleep(settleMs(round - 1))
    await hold.renew()
    const { missing, surplus } = await readDraft(hands, hold, planned)
    if (round > 1) crashPoint('06 read-back')
    if (surplus.length === 0 && (missing.length === 0 || round > rounds)) return missing
    if (round > rounds) throw new Error(`the draft of campaign ${hold.campaign.id} holds ${surplus.length} leads that are not ours`)
    for (const lead of surplus) {
      await hold.renew()
      requireTime(hold)
      await instantly.leads.remove(lead.id)
      crashPoint('14 lead-taken-out')
    }
    for (let from = 0; from < missing.length; from += mostLeadsAtOnce) {
      await hold.renew()
      // Into a running campaign the same call would be the hand-over: never once somebody else may have begun it.
      await instantly.leads.add(providerId(hold), missing.slice(from, from + mostLeadsAtOnce).map(platformLead), hold.mayWrite)
      crashPoint('05 leads-added')
    }
  }
}

export function providerId({ campaign }: Hold): string {
  if (campaign.providerCampaignId === null) throw new Error(`campaign ${campaign.id} has no draft`)
  return campaign.providerCampaignId
}
