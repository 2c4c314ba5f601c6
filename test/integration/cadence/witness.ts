import { z } from 'zod'
import type { Sandboxed } from '../../harness/execution.ts'

/** Something that reached a person, by the word of whoever brought it: `what` is EMAIL, REQUEST, MESSAGE or the kind of a task. */
export type Touch = { email: string; what: string; at: string }
/** When somebody wrote back. */
export type Answer = { email: string; at: string }

const mails = z.object({
  items: z.array(z.object({ lead: z.string(), timestamp_email: z.string() })),
  next_starting_after: z.string().nullish(),
})
const members = z.object({
  items: z.array(
    z.object({
      linkedInUserProfile: z.object({ profileUrl: z.string() }),
      leadConnectionStatus: z.string(),
      lastActionTime: z.string().nullable(),
    }),
  ),
})
const conversations = z.object({
  items: z.array(
    z.object({
      correspondentProfile: z.object({ profileUrl: z.string() }),
      totalMessages: z.number(),
      messages: z.array(z.object({ createdAt: z.string(), sender: z.enum(['ME', 'CORRESPONDENT']) })),
    }),
  ),
})
const requests = z.object({ items: z.array(z.object({ acted: z.boolean(), headers: z.record(z.string(), z.string()) })) })

/** What the sandbox's Instantly and HeyReach did, by their own books: ours is not asked. `people` gives the email of each profile. */
export function createWitness(sandbox: Sandboxed, people: ReadonlyMap<string, string>, requestCampaign: number) {
  const requested = new Map<string, Touch>()
  const emailOf = (profileUrl: string) => people.get(profileUrl) ?? profileUrl

  async function heyreach<T>(shape: z.ZodType<T>, path: string, body: object): Promise<T> {
    const answer = await fetch(`${sandbox.url}/heyreach/api/public/${path}`, {
      method: 'POST',
      headers: { 'x-api-key': 'sandbox-heyreach-key', 'content-type': 'application/json' },
      body: JSON.stringify({ limit: 100, ...body }),
    })
    return shape.parse(await answer.json())
  }

  async function mailsOf(type: 'sent' | 'received'): Promise<Answer[]> {
    const found: Answer[] = []
    for (let after = ''; ; ) {
      const answer = await fetch(
        `${sandbox.url}/instantly/api/v2/emails?email_type=${type}&limit=100&sort_order=asc${after && `&starting_after=${after}`}`,
        { headers: { authorization: 'Bearer sandbox-instantly-key' } },
      )
      const { items, next_starting_after: next } = mails.parse(await answer.json())
      found.push(...items.map((mail) => ({ email: mail.lead, at: new Date(mail.timestamp_email).toISOString() })))
      if (items.length === 0 || !next) return found
      after = next
    }
  }

  return {
    /** To be called every evening: HeyReach shows only when it last did anything, so a request is dated by the first look at it. */
    async look(): Promise<void> {
      const { items } = await heyreach(members, 'campaign/GetLeadsFromCampaign', { campaignId: requestCampaign })
      for (const { linkedInUserProfile: profile, leadConnectionStatus: status, lastActionTime: at } of items) {
        const email = emailOf(profile.profileUrl)
        if (status !== 'None' && at !== null && !requested.has(email))
          requested.set(email, { email, what: 'REQUEST', at: new Date(at).toISOString() })
      }
    },
    /** Every touch that a platform made, and the first answer of everybody who gave one. */
    async tell(): Promise<{ touches: Touch[]; answers: Answer[] }> {
      const sent = (await mailsOf('sent')).map((mail) => ({ ...mail, what: 'EMAIL' }))
      const { items } = await heyreach(conversations, 'inbox/GetConversationsV3', {})
      const lines = items.flatMap(({ correspondentProfile, messages, totalMessages }) => {
        if (totalMessages > messages.length) throw new Error('a conversation is longer than what is shown of it')
        return messages.map(({ createdAt, sender }) => ({
          email: emailOf(correspondentProfile.profileUrl),
          at: new Date(createdAt).toISOString(),
          sender,
        }))
      })
      const messages = lines.filter(({ sender }) => sender === 'ME').map(({ email, at }) => ({ email, at, what: 'MESSAGE' }))
      const answers = [...(await mailsOf('received')), ...lines.filter(({ sender }) => sender === 'CORRESPONDENT')]
      return { touches: [...sent, ...requested.values(), ...messages], answers: answers.toSorted((a, b) => a.at.localeCompare(b.at)) }
    },
    /** Attempts that made HeyReach act more than once. */
    async askedTwice(): Promise<string[]> {
      const { items } = requests.parse(await sandbox.control('GET', 'requests?provider=heyreach&path=AddLeadsToCampaignV2'))
      const keys = items.filter(({ acted }) => acted).map(({ headers }) => headers['x-attempt-key'] ?? 'none')
      return keys.filter((one, index) => keys.indexOf(one) !== index || one === 'none')
    },
  }
}
