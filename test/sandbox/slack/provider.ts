import { z } from 'zod'
import type { Provider, WireAnswer, WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

const section = z.object({
  type: z.literal('section'),
  text: z.object({ type: z.enum(['mrkdwn', 'plain_text']), text: z.string().min(1).max(3_000) }),
})
const postBody = z.object({ text: z.string().optional(), blocks: z.array(z.unknown()).max(50).optional() })

const postSchema = z.object({ at: z.number(), text: z.string(), sections: z.array(z.string()) })

/** Reported to fail above this although every single limit is met. */
const MOST_BLOCK_TEXT = 13_000
/** About one message a second; how much of a burst is tolerated nobody says. */
const BURST = { limit: 5, lengthMs: 5_000 }

/** Slack's incoming webhooks, `/slack/services/T…/B…/…`: the path is the credential, answers are plain text, a success is `ok` and no id. */
export function createSlack(world: World, options: { webhook: string }): Provider {
  const posts = world.journal.collection('slack.posts', postSchema)
  return {
    name: 'slack',
    prefix: '/slack',
    activities: [],
    answer: (request) => {
      // How the control of a test reads the channel; no webhook can.
      if (request.method === 'GET' && request.path === '/posts') return json(200, { items: [...posts.values()] })
      if (request.method !== 'POST' || !request.path.startsWith('/services/')) return words(404, 'not_found')
      if (request.path !== `/services/${options.webhook}`)
        return words(
          request.path.split('/').length === 5 ? 403 : 404,
          request.path.split('/').length === 5 ? 'invalid_token' : 'no_service',
        )
      const verdict = world.rateLimit.take('slack', [BURST], Date.now())
      if (!verdict.allowed)
        return { ...words(429, 'rate_limited'), headers: { 'retry-after': String(Math.ceil(verdict.retryAfterMs / 1_000)) } }
      return post(request)
    },
    refuseBody: () => words(400, 'invalid_payload'),
    counts: () => ({ posts: posts.size }),
    reset: () => posts.clear(),
  }

  function post({ json: given, headers }: WireRequest): WireAnswer {
    const body = postBody.safeParse(given)
    if (!body.success || !/^application\/json/.test(headers['content-type'] ?? '')) return words(400, 'invalid_payload')
    const { text = '', blocks = [] } = body.data
    if (text === '' && blocks.length === 0) return words(400, 'no_text')
    const sections = z.array(section).safeParse(blocks)
    if (!sections.success) return words(400, 'invalid_blocks')
    const texts = sections.data.map((one) => one.text.text)
    if (texts.join('').length > MOST_BLOCK_TEXT) return words(400, 'msg_blocks_too_long')
    posts.put(String(posts.size + 1), { at: world.clock.now(), text, sections: texts })
    return words(200, 'ok')
  }
}

const words = (status: number, body: string): WireAnswer => ({ status, headers: {}, body, contentType: 'text/html' })

const json = (status: number, body: unknown): WireAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(body),
  contentType: 'application/json',
})
