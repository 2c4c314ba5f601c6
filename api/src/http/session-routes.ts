import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writer } from '@swarm/db/write'
import { z } from 'zod'
import type { Authenticator } from '../auth/authenticate.ts'
import { browserWords } from '../auth/browser-words.ts'
import type { SessionCookie } from '../auth/cookies.ts'
import type { Sealer } from '../auth/sealer.ts'
import { sign, unsign } from '../auth/secrets.ts'
import { signIn, signOut } from '../auth/sign-in.ts'
import { refuse } from './answer.ts'
import type { ClientAddress } from './client-address.ts'
import { csrfHeader, type OriginRules } from './origin.ts'
import { readBody } from './read-body.ts'

export type SessionRoutes = {
  logIn(request: IncomingMessage, response: ServerResponse): Promise<void>
  logOut(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Whether a request with a cookie really comes from one of our pages. */
  isFromOurPage(request: IncomingMessage): boolean
  /** A session that is used lives on, in the browser as in the database. */
  keepCookie(request: IncomingMessage, response: ServerResponse): void
  /** Somebody's access changed: no answer that is under way gives a browser back a session that may be over by it. */
  forgetCookies(): void
}

/** How often a browser is told that its session lives on, in milliseconds: each time is a chance to undo what another answer told it. */
const keepEveryMs = 600_000
/** Most sessions whose last time is remembered. */
const keptMost = 10_000

/** Largest body of a sign-in, in bytes. */
const mostBytes = 10_000

const isText = (value: string) => value.isWellFormed() && !/\p{Cc}/u.test(value)
const signInBody = z.object({
  name: z.string().min(1).max(200).refine(isText),
  secret: z.string().min(1).max(1000),
  code: z.string().min(1).max(100).nullish(),
})

export function createSessionRoutes(options: {
  writer: Writer
  authenticator: Authenticator
  origins: OriginRules
  sessionSecret: string
  sealer: Sealer
  cookie: SessionCookie
  addressOf: ClientAddress
  /** How long a body may be in coming, in milliseconds. */
  mostMs: number
}): SessionRoutes {
  const { writer, authenticator, origins, sessionSecret, sealer, cookie, addressOf, mostMs } = options

  const kept = new Map<string, number>()
  const keeping = new Set<ServerResponse>()

  const forgetCookies = (): void => {
    for (const response of keeping) if (!response.headersSent) response.removeHeader('set-cookie')
    keeping.clear()
    kept.clear()
  }

  /** Ends the session that a request brought along, if it did. */
  async function endSession(request: IncomingMessage): Promise<void> {
    const signed = cookie.read(request)
    const token = signed === null ? null : unsign(signed, sessionSecret)
    if (token === null) return
    await signOut(writer, token)
    authenticator.forget()
    forgetCookies()
  }

  const isFromOurPage = (request: IncomingMessage): boolean => {
    const { origin } = request.headers
    return (
      request.headers[csrfHeader] !== undefined &&
      (origin === undefined || origins.isAllowed(origin)) &&
      request.headers['sec-fetch-site'] !== 'cross-site'
    )
  }

  return {
    isFromOurPage,

    async logIn(request, response) {
      if (request.headers.origin !== undefined && !origins.isAllowed(request.headers.origin)) {
        return refuse(response, 403, 'FORBIDDEN', 'This page may not sign in here.')
      }
      if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
        return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON.')
      const body = signInBody.safeParse(parseJson(await readBody(request, { mostBytes, mostMs })))
      if (!body.success) return refuse(response, 400, 'INVALID_INPUT', 'Send {"name": …, "secret": …} and, where it is asked for, "code".')
      const { name, secret, code } = body.data
      const browser = browserWords(request.headers['user-agent'])
      const result = await signIn(writer, sealer, { name, secret, code: code ?? null, address: addressOf(request), browser })
      switch (result.kind) {
        case 'refused':
          return refuse(response, 401, 'UNAUTHENTICATED', 'Name or secret is wrong.')
        case 'code needed':
          return refuse(response, 401, 'CODE_REQUIRED', 'Send the code of your second factor as well.')
        case 'code wrong':
          return refuse(response, 401, 'CODE_WRONG', 'The code is wrong, was used before, or is over.')
        case 'ran out':
          return refuse(
            response,
            401,
            'SECRET_RAN_OUT',
            'This secret was made for you and ran out before you put your own in its place. Ask an admin for another.',
          )
        case 'wait':
          return refuse(response, 429, 'RATE_LIMITED', `Too many failures. Try again in ${result.seconds} s.`, {
            'retry-after': String(result.seconds),
          })
        case 'signed in': {
          // Whoever signs in anew leaves nothing open behind: the session of before ends, whosever it was.
          await endSession(request)
          response.setHeader('set-cookie', cookie.set(sign(result.token, sessionSecret)))
          response.writeHead(204, { 'cache-control': 'no-store' }).end()
          return
        }
        default:
          return result satisfies never
      }
    },

    async logOut(request, response) {
      if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Sign out with POST.', { allow: 'POST' })
      if (!isFromOurPage(request)) return refuse(response, 403, 'FORBIDDEN', `Send the header ${csrfHeader}.`)
      await endSession(request)
      response.setHeader('set-cookie', cookie.clear())
      response.writeHead(204).end()
    },

    keepCookie(request, response) {
      const value = cookie.read(request)
      const now = performance.now()
      if (value === null || (kept.get(value) ?? Number.NEGATIVE_INFINITY) > now - keepEveryMs) return
      if (kept.size >= keptMost) kept.clear()
      kept.set(value, now)
      response.setHeader('set-cookie', cookie.set(value))
      keeping.add(response)
      response.once('close', () => keeping.delete(response))
    },

    forgetCookies,
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
