import { z } from 'zod'
import { drawFor } from '../random.ts'
import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

const messageSchema = z.object({ sid: z.string(), at: z.number(), to: z.string(), from: z.string(), body: z.string() })
type Message = z.infer<typeof messageSchema>

/** How long a message is on its way, ms of the sandbox clock. */
const WAY = { queuedMs: 1_000, sentMs: 3_000 }
const CONCURRENT = { limit: 20, lengthMs: 10_000 }

/** Numbers whose end says what becomes of them, as Twilio's own magic numbers do. */
const refusals: readonly [RegExp, number, string][] = [
  [/0001$/, 21211, "Invalid 'To' Phone Number"],
  [/0002$/, 21612, 'Message cannot be sent with the current combination of To and From'],
  [/0003$/, 21408, 'Permission to send an SMS has not been enabled for the region'],
  [/0004$/, 21610, 'Attempt to send to unsubscribed recipient'],
  [/0009$/, 21614, "'To' number is not a valid mobile number"],
]

/** Twilio's messages, `/twilio`: forms in, JSON out, dates in RFC 2822, numbers as strings. Numbers that end in 0030 fail on the way. */
export function createTwilio(world: World, options: { accountSid: string; token: string }): Provider {
  const messages = world.journal.collection('twilio.messages', messageSchema)
  const base = `/2010-04-01/Accounts/${options.accountSid}/Messages`
  const isKnown = (authorization: string | undefined) =>
    authorization === `Basic ${Buffer.from(`${options.accountSid}:${options.token}`).toString('base64')}`
  return {
    name: 'twilio',
    prefix: '/twilio',
    takesForms: true,
    activities: [],
    answer: (request) => {
      if (!isKnown(request.headers.authorization)) return refuse(401, 20003, 'Authenticate')
      if (!world.rateLimit.take('twilio', [CONCURRENT], Date.now()).allowed) return refuse(429, 20429, 'Too many requests')
      if (request.path === `${base}.json`) return request.method === 'POST' ? create(request) : list(request)
      const sid = new RegExp(`^${base}/(SM[0-9a-f]{32})\\.json$`).exec(request.path)?.[1]
      const found = sid === undefined ? undefined : messages.get(sid)
      return found && request.method === 'GET'
        ? jsonAnswer(200, shapeOf(found))
        : refuse(404, 20404, `The requested resource ${request.path} was not found`)
    },
    refuseBody: () => refuse(400, 21604, "A 'To' phone number is required."),
    counts: () => ({ messages: messages.size }),
    reset: () => messages.clear(),
  }

  function create({ text, headers }: WireRequest): WireAnswer {
    // JSON is not accepted, and not refused as such either: to Twilio such a request simply has no fields.
    const fields = /^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')
      ? new URLSearchParams(text)
      : new URLSearchParams()
    const to = fields.get('To') ?? ''
    const from = fields.get('From') ?? fields.get('MessagingServiceSid') ?? ''
    const body = fields.get('Body') ?? ''
    if (to === '') return refuse(400, 21604, "A 'To' phone number is required.")
    if (from === '') return refuse(400, 21603, "A 'From' phone number is required.")
    if (body === '') return refuse(400, 21602, 'Message body is required.')
    if (body.length > 1_600) return refuse(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
    if (!/^\+[1-9]\d{6,14}$/.test(to)) return refuse(400, 21211, `Invalid 'To' Phone Number: ${to}`)
    const refusal = refusals.find(([pattern]) => pattern.test(to))
    if (refusal) return refuse(400, refusal[1], `${refusal[2]}: ${to}`)
    const draw = drawFor(world.seed, `twilio ${messages.size}`)
    const sid = `SM${Array.from({ length: 8 }, (_, place) => draw.whole(`sid ${place}`, 0, 65_535).toString(16).padStart(4, '0')).join('')}`
    const message = { sid, at: world.clock.now(), to, from, body }
    messages.put(sid, message)
    return jsonAnswer(201, shapeOf(message))
  }

  function list({ query }: WireRequest): WireAnswer {
    const to = query.get('To')
    const found = [...messages.values()].filter((message) => to === null || message.to === to).reverse()
    return jsonAnswer(200, {
      messages: found.slice(0, Number(query.get('PageSize') ?? 50)).map(shapeOf),
      next_page_uri: null,
      page_size: 50,
    })
  }

  function shapeOf({ sid, at, to, from, body }: Message): Record<string, unknown> {
    const age = world.clock.now() - at
    const status = age < WAY.queuedMs ? 'queued' : age < WAY.sentMs ? 'sent' : to.endsWith('0030') ? 'undelivered' : 'delivered'
    const date = new Date(at).toUTCString().replace('GMT', '+0000')
    return {
      sid,
      account_sid: options.accountSid,
      status,
      direction: 'outbound-api',
      to,
      from: from.startsWith('MG') ? null : from,
      messaging_service_sid: from.startsWith('MG') ? from : null,
      body,
      num_segments: String(Math.ceil(body.length / 153)),
      num_media: '0',
      error_code: status === 'undelivered' ? 30034 : null,
      error_message: null,
      price: null,
      price_unit: 'USD',
      date_created: date,
      date_sent: status === 'queued' ? null : date,
      date_updated: date,
      api_version: '2010-04-01',
      uri: `${base}/${sid}.json`,
      subresource_uris: {},
    }
  }
}

function refuse(status: number, code: number, message: string): WireAnswer {
  return jsonAnswer(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
}
