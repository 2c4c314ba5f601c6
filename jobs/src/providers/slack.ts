import { z } from 'zod'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import type { ProviderAccess } from './provider-config.ts'

/** About one message a second and webhook; short bursts are said to be tolerated, but nobody says how short (slack.md, 1). */
const limits: { all: Limit[] } = { all: [{ name: 'slack.second', calls: 1, perMs: 1_000 }] }

/** Bodies by which Slack says no to the request itself (slack.md, Errors). */
const refusing =
  /^(?:invalid_payload|user_not_found|missing_text_or_fallback_or_attachments|no_text|invalid_blocks|invalid_blocks_format|too_many_attachments|action_prohibited|invalid_token|posting_to_general_channel_denied|channel_not_found|no_service|no_team|no_active_hooks|channel_is_archived)$/

export type SlackMessage = {
  /** What a phone shows of it; plain. */
  text: string
  /** One section each, in Slack's mrkdwn; at most 3,000 characters, and 50 of them. */
  sections: string[]
}

export type Slack = {
  /** Posts into the channel that the webhook belongs to. Nothing tells it apart afterwards: Slack answers no id, and a repeat is a second message. */
  post(message: SlackMessage, beforeWrite: () => boolean): Promise<void>
  close(): Promise<void>
}

/** An incoming webhook. Its address is the credential: the key is the part behind the base URL, `T…/B…/…`. */
export function createSlack({ apiKey, baseUrl }: ProviderAccess, context: HttpContext): Slack {
  const http = createHttpClient({
    ...context,
    provider: 'slack',
    // The secret stands in the base, which no error, log or trace ever names, and not in the path of a call.
    baseUrl: `${baseUrl.replace(/\/+$/, '')}/${apiKey.split('/').map(encodeURIComponent).join('/')}`,
    headers: {},
    secrets: [apiKey, ...apiKey.split('/').slice(-1)],
    limits,
    isRefusal: (_, body) => typeof body === 'string' && refusing.test(body),
    isPlain: true,
  })
  return {
    async post({ text, sections }, beforeWrite) {
      await http.call({
        kind: 'write',
        method: 'POST',
        path: '',
        body: { text, blocks: sections.map((section) => ({ type: 'section', text: { type: 'mrkdwn', text: section, verbatim: true } })) },
        schema: z.literal('ok'),
        beforeWrite,
      })
    },
    close: () => http.close(),
  }
}
