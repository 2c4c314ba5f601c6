import { randomUUID } from 'node:crypto'
import type { Activity } from '../wire.ts'
import { iso } from './answers.ts'
import type { EventType } from './hooks.ts'
import type { Conversation, Delivery, Member, Person, State } from './state.ts'

/** When a failed delivery is tried again, ms of the sandbox clock: for about a day; the spacing is not documented. */
const RETRY_AFTER_MS = [60_000, 600_000, 3_600_000, 21_600_000, 50_400_000]
/** Real time that a receiver has to answer. */
const PATIENCE_MS = 5_000

/** Puts an event before every hook that is registered for it. Nothing is signed, and names are in snake case. */
export function announce(state: State, now: number, type: EventType, about: { member: Member; conversation?: Conversation }): void {
  const { member, conversation } = about
  const campaign = state.campaigns.get(String(member.campaignId))
  const account = state.accounts.get(String(member.accountId))
  const payload: Record<string, unknown> = {
    ...(conversation
      ? {
          is_inmail: false,
          recent_messages: conversation.messages
            .slice(-3)
            .map(({ at, body, isReply }) => ({ creation_time: iso(at), message: body, is_reply: isReply })),
          conversation_id: conversation.id,
        }
      : { connection_message: null }),
    campaign: { name: campaign?.name ?? null, id: member.campaignId, status: null },
    sender: {
      id: member.accountId,
      first_name: account?.firstName ?? null,
      last_name: account?.lastName ?? null,
      full_name: `${account?.firstName ?? ''} ${account?.lastName ?? ''}`.trim(),
      email_address: account?.emailAddress ?? null,
    },
    lead: leadShape(member.person),
    timestamp: iso(now),
    // Registered in capitals, delivered in small letters.
    event_type: type.toLowerCase(),
    correlation_id: randomUUID(),
  }
  for (const hook of state.hooks.values()) {
    if (!hook.isActive || hook.eventType !== type) continue
    if (hook.campaignIds.length > 0 && !hook.campaignIds.includes(member.campaignId)) continue
    const fault = state.world.faults.forDelivery('heyreach', type)
    for (let copy = 0; copy < (fault?.duplicateWebhooks ? 2 : 1); copy++) {
      const id = randomUUID()
      state.deliveries.put(id, { id, hookId: hook.id, payload, attempt: 0, at: now + (fault?.lateWebhooksMs ?? 0) })
    }
  }
}

function leadShape(person: Person): Record<string, unknown> {
  return {
    id: person.linkedin_id,
    profile_url: person.profileUrl,
    first_name: person.firstName,
    last_name: person.lastName,
    full_name: `${person.firstName} ${person.lastName}`.trim(),
    location: person.location,
    company_url: null,
    company_name: person.companyName,
    position: person.position,
    email_address: person.emailAddress,
    enriched_email: null,
    tags: [],
    lists: [],
  }
}

/** Calls the hooks, one at a time and in order. */
export function deliveriesActivity(state: State): Activity {
  const first = (): Delivery | null => {
    let found: Delivery | null = null
    for (const delivery of state.deliveries.values()) if (found === null || delivery.at < found.at) found = delivery
    return found
  }
  return {
    nextAt: () => first()?.at ?? null,
    run: async (now) => {
      const delivery = first()
      if (!delivery || delivery.at > now) return
      const hook = state.hooks.get(String(delivery.hookId))
      const isTaken = !hook?.isActive || (await call(hook.url, delivery.payload))
      const wait = isTaken ? undefined : RETRY_AFTER_MS[delivery.attempt]
      if (wait === undefined) state.deliveries.delete(delivery.id)
      else state.deliveries.put(delivery.id, { ...delivery, attempt: delivery.attempt + 1, at: now + wait })
    },
  }
}

async function call(url: string, payload: Record<string, unknown>): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}
