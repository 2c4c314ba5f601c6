import type { Conversation } from '../providers/heyreach/inbox.ts'
import type { LeadProgress } from '../providers/heyreach/lead-progress.ts'
import { type ProgressFact, progressType } from './heyreach-events.ts'
import type { PolledEvent } from './hook-state.ts'

/** What HeyReach shows of one lead of a campaign, as facts. Somebody whom it is through with and who never accepted is exhausted. */
export function factsOf(progress: LeadProgress): ProgressFact[] {
  const { isRequested, isConnected, isMessaged, isFinished, hasReplied } = progress
  return [
    ...(isRequested ? (['requested'] as const) : []),
    ...(isConnected ? (['connected'] as const) : []),
    ...(isMessaged ? (['messaged'] as const) : []),
    ...(isFinished && isRequested && !isConnected && !hasReplied ? (['exhausted'] as const) : []),
  ]
}

/** The same as deliveries of our own: each fact once, for a person and a campaign. HeyReach says only when it last did anything; that it is through is seen now. */
export function progressEvents(campaignId: number, progress: LeadProgress, now: Date): (PolledEvent & { fact: ProgressFact })[] {
  if (progress.profileUrl === '') return []
  const timeOf = (fact: ProgressFact) => (fact === 'exhausted' ? null : progress.lastActionAt) ?? now.toISOString()
  return factsOf(progress).map((fact) => ({
    fact,
    at: Date.parse(timeOf(fact)),
    mayComeLate: true,
    delivery: polled(progressType, {
      event_type: progressType,
      fact,
      campaign: { id: campaignId },
      sender: { id: progress.accountId },
      lead: { profile_url: progress.profileUrl },
      timestamp: timeOf(fact),
    }),
  }))
}

/** Every message of theirs since then, in the form that the hook brings. */
export function replyEvents(conversation: Conversation, since: Date): PolledEvent[] {
  return conversation.messages
    .filter(({ isInbound, at }) => isInbound && Date.parse(at) >= since.getTime())
    .map(({ at, text, isInMail }) => ({
      at: Date.parse(at),
      delivery: polled(isInMail ? 'inmail_reply_received' : 'every_message_reply_received', {
        event_type: isInMail ? 'inmail_reply_received' : 'every_message_reply_received',
        conversation_id: conversation.id,
        campaign: { id: conversation.campaignId },
        sender: { id: conversation.accountId },
        lead: { profile_url: conversation.profileUrl },
        recent_messages: [{ creation_time: at, message: text, is_reply: true }],
        timestamp: at,
      }),
    }))
}

function polled(eventType: string, payload: object): PolledEvent['delivery'] {
  const body = Buffer.from(JSON.stringify(payload))
  return { provider: 'heyreach', headers: { 'brought-by': 'poll' }, body, isAuthenticated: true, eventType }
}
