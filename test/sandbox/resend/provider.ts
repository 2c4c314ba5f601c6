import { createHash } from 'node:crypto'
import { z } from 'zod'
import { drawFor } from '../random.ts'
import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

/** How long a key is remembered, and until a message has arrived, ms of the sandbox clock. */
const KEY_MS = 24 * 3_600_000
const ARRIVES_AFTER_MS = 5_000

const sendBody = z.object({
  from: z.string(),
  to: z.union([z.string(), z.array(z.string()).min(1).max(50)]),
  subject: z.string(),
  html: z.string().optional(),
  text: z.string().optional(),
  reply_to: z.union([z.string(), z.array(z.string())]).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  tags: z.array(z.object({ name: z.string().regex(/^[\w-]{1,256}$/), value: z.string().regex(/^[\w-]{1,256}$/) })).optional(),
})

const mailSchema = z.object({ id: z.string(), at: z.number(), key: z.string().nullable(), digest: z.string(), body: sendBody })
type Mail = z.infer<typeof mailSchema>

/** Resend, `/resend`. Who begins with `bounced` or `complained` does that, as the service's own test addresses do; `bounced-soft` not for good. */
export function createResend(world: World, options: { apiKey: string }): Provider {
  const mails = world.journal.collection('resend.mails', mailSchema)
  return {
    name: 'resend',
    prefix: '/resend',
    activities: [],
    answer: (request) => {
      const key = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
      if (key === '') return refuse(401, 'missing_api_key', 'Missing API key in the authorization header')
      if (key !== options.apiKey) return refuse(403, 'invalid_api_key', 'API key is invalid')
      if (request.method === 'POST' && request.path === '/emails') return send(request)
      const address = request.method === 'GET' ? /^\/suppressions\/([^/]+)$/.exec(request.path)?.[1] : undefined
      if (address !== undefined)
        return /^(bounced|complained)(?!-soft)/.test(decodeURIComponent(address))
          ? jsonAnswer(200, { object: 'suppression', email: decodeURIComponent(address) })
          : refuse(404, 'not_found', 'Suppression not found')
      const id = /^\/emails\/([^/]+)$/.exec(request.path)?.[1]
      if (request.method !== 'GET' || id === undefined) return refuse(404, 'not_found', 'The requested endpoint does not exist')
      const mail = mails.get(id)
      return mail ? jsonAnswer(200, shapeOf(mail)) : refuse(404, 'not_found', 'Email not found')
    },
    refuseBody: () => refuse(422, 'invalid_parameter', 'The body is not valid JSON'),
    counts: () => ({ mails: mails.size }),
    reset: () => mails.clear(),
  }

  function send({ json, text, headers }: WireRequest): WireAnswer {
    const now = world.clock.now()
    const given = headers['idempotency-key']
    const key = typeof given === 'string' ? given : null
    if (key !== null && (key === '' || key.length > 256)) return refuse(400, 'invalid_idempotency_key', 'The key must be 1-256 characters')
    const digest = createHash('sha256').update(text).digest('hex')
    const earlier = key === null ? undefined : [...mails.values()].find((mail) => mail.key === key && now - mail.at < KEY_MS)
    if (earlier && earlier.digest !== digest)
      return refuse(409, 'invalid_idempotent_request', 'This key was used with another request payload')
    if (earlier) return jsonAnswer(200, { id: earlier.id })
    const body = sendBody.safeParse(json)
    if (!body.success) return refuse(422, 'missing_required_field', `Missing or wrong: ${body.error.issues[0]?.path.join('.') ?? ''}`)
    const to = [body.data.to].flat()
    if (to.some((address) => !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(address)))
      return refuse(422, 'validation_error', 'Invalid `to` field. The email address needs to follow the `email@example.com` format.')
    const draw = drawFor(world.seed, `resend ${mails.size}`)
    const id = Array.from({ length: 8 }, (_, place) => draw.whole(`id ${place}`, 0, 65_535).toString(16).padStart(4, '0')).join('')
    const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    mails.put(uuid, { id: uuid, at: now, key, digest, body: body.data })
    return jsonAnswer(200, { id: uuid })
  }

  function shapeOf({ id, at, body }: Mail): Record<string, unknown> {
    const [to = ''] = [body.to].flat()
    const word = /^(bounced|complained|suppressed)/.exec(to)?.[1] ?? 'delivered'
    return {
      object: 'email',
      id,
      message_id: `<${id}@resend.sandbox.example>`,
      to: [body.to].flat(),
      from: body.from,
      subject: body.subject,
      html: body.html ?? null,
      text: body.text ?? null,
      cc: null,
      bcc: null,
      reply_to: null,
      created_at: new Date(at).toISOString(),
      last_event: world.clock.now() - at < ARRIVES_AFTER_MS ? 'sent' : word,
    }
  }
}

function refuse(status: number, name: string, message: string): WireAnswer {
  return jsonAnswer(status, { statusCode: status, name, message })
}
