import { z } from 'zod'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { readableText } from './readable-text.ts'

const text = z.string().max(100_000).transform(readableText).nullish()
const shortText = z.string().max(2_000).nullish()
const idLike = z.union([z.number(), z.string().max(100)]).nullish()
const time = z.iso
  .datetime({ offset: true, local: true })
  .transform((at) => new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(at) ? at : `${at}Z`))
  .nullish()

/** Payloads come in snake case; some were seen in camel case, or flat. Both are read, and nothing else of them. */
const payloadSchema = z.object({
  timestamp: time,
  conversation_id: shortText,
  conversationId: shortText,
  campaignId: idLike,
  linkedInAccountId: idLike,
  messageText: text,
  campaign: z.object({ id: idLike }).nullish(),
  sender: z.object({ id: idLike }).nullish(),
  lead: z.object({ profile_url: shortText, profileUrl: shortText }).nullish(),
  recent_messages: z
    .array(z.object({ creation_time: time, message: text, is_reply: z.boolean().nullish() }))
    .max(1_000)
    .nullish(),
})

/** What any of HeyReach's deliveries says, in one form. */
export type HeyreachPayload = {
  /** `in:<slug>` or `urn:<id>`; null where no profile is named. */
  linkedinKey: string | null
  campaignId: string | null
  accountId: string | null
  conversationId: string | null
  at: Date | null
  /** What they wrote last, and when. */
  reply: { text: string; at: Date | null } | null
}

/** Null for what is no payload of HeyReach's; the problem says where. */
export function readHeyreachPayload(payload: unknown): { ok: true; payload: HeyreachPayload } | { ok: false; problem: string } {
  const parsed = payloadSchema.safeParse(payload)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { ok: false, problem: `${issue?.path.join('.') || 'The payload'}: ${issue?.message ?? 'is not what is documented'}` }
  }
  const { data } = parsed
  const profile = parseLinkedinProfile(data.lead?.profile_url ?? data.lead?.profileUrl ?? '')
  const replies = (data.recent_messages ?? []).filter(({ is_reply }) => is_reply !== false)
  const last = replies.toSorted((a, b) => (a.creation_time?.getTime() ?? 0) - (b.creation_time?.getTime() ?? 0)).at(-1)
  const said = last?.message ?? data.messageText ?? null
  return {
    ok: true,
    payload: {
      linkedinKey: profile.ok ? profile.profile.key : null,
      campaignId: named(data.campaign?.id ?? data.campaignId),
      accountId: named(data.sender?.id ?? data.linkedInAccountId),
      conversationId: data.conversation_id ?? data.conversationId ?? null,
      at: data.timestamp ?? last?.creation_time ?? null,
      reply: said === null ? null : { text: said, at: last?.creation_time ?? null },
    },
  }
}

const named = (id: string | number | null | undefined) => (id === null || id === undefined ? null : String(id))
