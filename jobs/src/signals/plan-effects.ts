import { type FoldedSignal, foldSignals, type StatusMove } from './fold-signals.ts'
import type { SignalKind } from './lead-status.ts'
import { isMachineOpen } from './machine-open.ts'
import { isOfAnotherMailbox, type Matched, type MatchedLead } from './match-deliveries.ts'

/** What is already known of the leads: when mail was sent to them by campaign, and opens that nobody could judge yet. */
export type History = {
  sentAt: Map<string, Date[]>
  undecided: { id: string; leadId: string; campaignId: string | null; at: Date }[]
  /** Since when leads are laid aside, by time or because LinkedIn told that its campaign is through. */
  restingSince: Map<string, Date>
}

export type OpenVerdict = 'human' | 'machine' | 'undecided'
export type NewSignal = {
  leadId: string
  deliveryId: string
  provider: string
  kind: SignalKind
  at: Date
  detail: Record<string, unknown>
  open: OpenVerdict | null
}
export type LeadChange = { lead: MatchedLead; at: Date; account: string | null; moves: StatusMove[] }

export type Plan = {
  signals: NewSignal[]
  /** Opens of before that can be judged now. */
  decided: { id: string; open: OpenVerdict }[]
  changes: LeadChange[]
}

export const sentKey = (leadId: string, campaignId: string | null): string => `${leadId} ${campaignId ?? ''}`

/** What a signal and its line of the timeline keep of what was said, in characters. */
const mostText = 1_000

const verdict = (isMachine: boolean | null): OpenVerdict => (isMachine === null ? 'undecided' : isMachine ? 'machine' : 'human')

/**
 * What events change of their leads, for any split of the same events into calls and any order of those: sends first, because an open is
 * judged by them; then opens, also those that had to wait; then each lead's status.
 */
export function planEffects(matched: readonly Matched[], history: History): Plan {
  const ofLeads = matched.flatMap((one) => (one.lead === null ? [] : [{ ...one, lead: one.lead }]))
  const sentAt = new Map(history.sentAt)
  for (const { event, lead, at } of ofLeads) {
    if (!event.signals.includes('EMAIL_SENT')) continue
    const key = sentKey(lead.id, event.campaignId)
    sentAt.set(key, [...(sentAt.get(key) ?? []), at])
  }
  const openOf = (leadId: string, campaignId: string | null, at: Date) =>
    verdict(isMachineOpen(at, sentAt.get(sentKey(leadId, campaignId)) ?? []))

  const signals: NewSignal[] = ofLeads.flatMap(({ deliveryId, provider, event, lead, at, send }) =>
    event.signals.map((kind) => {
      const open = kind === 'EMAIL_OPENED' ? openOf(lead.id, event.campaignId, at) : null
      const detail = {
        campaignId: event.campaignId,
        account: event.account,
        emailId: event.emailId,
        sendId: send?.id ?? null,
        // Of a reply its row has more, and the delivery all.
        text: event.text?.slice(0, mostText).toWellFormed() ?? null,
        ...(open === null ? {} : { open }),
        ...event.visit,
        ...(event.isComplaint === true ? { complaint: true } : {}),
      }
      return { leadId: lead.id, deliveryId, provider, kind, at, detail, open }
    }),
  )
  const decided = history.undecided.flatMap((one) => {
    const open = openOf(one.leadId, one.campaignId, one.at)
    return open === 'undecided' ? [] : [{ ...one, open }]
  })

  const elsewhere = new Set(ofLeads.filter(isOfAnotherMailbox).map(({ deliveryId }) => deliveryId))
  const leads = new Map(ofLeads.map(({ lead }) => [lead.id, lead]))
  const signalsOf = Map.groupBy(signals, ({ leadId }) => leadId)
  const decidedOf = Map.groupBy(decided, ({ leadId }) => leadId)
  const eventsOf = Map.groupBy(ofLeads, ({ lead }) => lead.id)
  const changes = [...leads.values()].map((lead): LeadChange => {
    const own = signalsOf.get(lead.id) ?? []
    const folded: FoldedSignal[] = [
      ...own.map(({ kind, at, deliveryId, open }) => ({
        kind,
        at,
        key: deliveryId,
        moves: (open === null || open === 'human') && !(kind === 'EMAIL_BOUNCED' && elsewhere.has(deliveryId)),
      })),
      ...(decidedOf.get(lead.id) ?? []).map(({ id, at, open }) => ({
        kind: 'EMAIL_OPENED' as const,
        at,
        key: id,
        moves: open === 'human',
      })),
    ]
    const sent = eventsOf.get(lead.id)?.find(({ send, event }) => send !== null && event.signals.includes('EMAIL_SENT'))
    return {
      lead,
      at: new Date(Math.max(...folded.map(({ at }) => at.getTime()))),
      account: sent?.send?.account ?? null,
      moves: foldSignals(lead.status, folded, history.restingSince.get(lead.id) ?? null),
    }
  })
  return { signals, decided, changes }
}
