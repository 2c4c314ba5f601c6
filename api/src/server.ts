import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { Reader } from '@swarm/db/read'
import type { Writer } from '@swarm/db/write'
import type { Log } from '@swarm/jobs/log'
import type { Wake } from '@swarm/jobs/queue/wake'
import { z } from 'zod'
import { type Authentication, createAuthenticator } from './auth/authenticate.ts'
import { readCookie, sessionCookie, sessionSeconds, setSessionCookie } from './auth/cookies.ts'
import { sign, unsign } from './auth/secrets.ts'
import { signIn, signOut } from './auth/sign-in.ts'
import type { GraphQLContext } from './graphql/context.ts'
import { createLoaders } from './graphql/loaders.ts'
import { schema } from './graphql/schema.ts'
import { createGraphQL } from './graphql/yoga.ts'
import { createMetrics } from './health/metrics.ts'
import { readiness } from './health/readiness.ts'
import { answerJson, refuse } from './http/answer.ts'
import { createOriginRules, csrfHeader } from './http/origin.ts'
import { createRateLimit } from './http/rate-limit.ts'
import { BodyTooLargeError, readBody } from './http/read-body.ts'
import { createSecurityHeaders } from './http/security-headers.ts'
import { createStaticFiles } from './http/static-files.ts'
import { receiveUpload } from './http/uploads.ts'
import { createLiveHub } from './live/live-hub.ts'
import { serveSockets } from './live/sockets.ts'

export type ApiOptions = {
  host: string
  /** 0 takes any free one. */
  port: number
  /** What links are made of; the address it listens on when null. */
  publicUrl: string | null
  allowedOrigins: readonly string[]
  sessionSecret: string
  /** Where the built SPA lies; none is served when null. */
  webFolder: string | null
  mode: 'sandbox' | 'production'
  version: string
  writer: Writer
  reader: Reader
  /** Address for LISTEN. */
  listenUrl: string
  wake: Wake
  log: Log
}

export type Api = { url: string; stop(): Promise<void> }

/** Largest body of anything but a file, in bytes (api.md). */
const mostBodyBytes = 1_000_000

const signInBody = z.object({ name: z.string().min(1).max(200), secret: z.string().min(1).max(1000) })

/** A secret in an address ends up in logs and histories: refused, whatever the path. */
const secretParameters = /^(key|api_?key|apikey|token|access_?token|secret|session|authorization|auth)$/i

/** Starts the API: GraphQL, sign-in, uploads, health, metrics and the SPA on one address. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { writer, reader, log, wake, mode, version, sessionSecret } = options
  const metrics = createMetrics()
  const authenticator = createAuthenticator(writer, sessionSecret)
  const live = createLiveHub(options.listenUrl, log)
  const yoga = createGraphQL(schema, log)
  const waitFor = createRateLimit()
  const serveFile = options.webFolder === null ? null : createStaticFiles(options.webFolder)

  const server: Server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000, maxHeaderSize: 16_384 }, (request, response) => {
    void route(request, response)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host, resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
  const publicUrl = new URL(options.publicUrl ?? url)
  const origins = createOriginRules(publicUrl, options.allowedOrigins, [`localhost:${port}`, `127.0.0.1:${port}`])
  const secure = createSecurityHeaders(publicUrl)

  const contextFor = ({ caller }: NonNullable<Authentication>): GraphQLContext => ({
    caller,
    requestId: crypto.randomUUID(),
    reader,
    writer,
    wake,
    log,
    loaders: createLoaders(reader),
    mode,
    version,
    live,
  })

  const sockets = serveSockets(server, { yoga, authenticator, origins, metrics, contextFor })
  live.onTopic('access', () => void sockets.recheck())

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now()
    const address = new URL(request.url ?? '/', 'http://local')
    const path = address.pathname
    response.on('finish', () => {
      const known = ['/graphql', '/login', '/logout', '/imports', '/metrics', '/health/live', '/health/ready'].includes(path) ? path : 'other'
      metrics.requestSeconds.observe({ route: known, status: response.statusCode }, (performance.now() - started) / 1000)
    })
    try {
      secure(request, response)
      if ([...address.searchParams.keys()].some((name) => secretParameters.test(name))) {
        return refuse(response, 400, 'SECRET_IN_URL', 'A key or session never goes into an address. Send it in the Authorization header.')
      }
      for (const [name, value] of Object.entries(origins.corsHeaders(request))) response.setHeader(name, value)
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end()
        return
      }
      await answer(request, response, path)
    } catch (error) {
      if (error instanceof BodyTooLargeError) {
        refuse(response, 413, 'BODY_TOO_LARGE', `A body may have at most ${mostBodyBytes / 1_000_000} MB.`, { connection: 'close' })
        return
      }
      const id = crypto.randomUUID()
      if (!response.destroyed) log.error({ err: error, errorId: id, path }, 'http: fault')
      if (!response.headersSent) refuse(response, 500, 'INTERNAL_SERVER_ERROR', `Something failed on our side. It is in the log as ${id}.`)
      else response.destroy()
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    switch (path) {
      case '/health/live':
        return answerJson(response, 200, { live: true })
      case '/health/ready': {
        const failing = await readiness(writer)
        return answerJson(response, failing.length === 0 ? 200 : 503, { ready: failing.length === 0, failing: failing.map(({ code }) => code) })
      }
      case '/login':
        if (request.method === 'POST') return logIn(request, response)
        break
      case '/logout':
        return logOut(request, response)
      case '/graphql':
      case '/imports':
      case '/metrics':
        return answerCaller(request, response, path)
    }
    if (serveFile?.(request, response, path)) return
    refuse(response, path === '/' ? 404 : 401, path === '/' ? 'NOT_FOUND' : 'UNAUTHENTICATED', path === '/' ? 'No page is built.' : 'Sign in first.')
  }

  /** Whether a request with a cookie really comes from one of our pages. */
  function isFromOurPage(request: IncomingMessage): boolean {
    const { origin } = request.headers
    return request.headers[csrfHeader] !== undefined && (origin === undefined || origins.isAllowed(origin)) && request.headers['sec-fetch-site'] !== 'cross-site'
  }

  async function logIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.origin !== undefined && !origins.isAllowed(request.headers.origin)) return refuse(response, 403, 'FORBIDDEN', 'This page may not sign in here.')
    if (!request.headers['content-type']?.startsWith('application/json')) return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON.')
    const body = signInBody.safeParse(parseJson(await readBody(request, 10_000)))
    if (!body.success) return refuse(response, 400, 'INVALID_INPUT', 'Send {"name": …, "secret": …}.')
    const result = await signIn(writer, { ...body.data, address: request.socket.remoteAddress ?? 'unknown' })
    switch (result.kind) {
      case 'refused':
        return refuse(response, 401, 'UNAUTHENTICATED', 'Name or secret is wrong.')
      case 'wait':
        return refuse(response, 429, 'RATE_LIMITED', `Too many failures. Try again in ${result.seconds} s.`, { 'retry-after': String(result.seconds) })
      case 'signed in': {
        const value = sign(result.token, sessionSecret)
        response.setHeader('set-cookie', setSessionCookie(value, { maxAgeSeconds: sessionSeconds, isSecure: publicUrl.protocol === 'https:' }))
        response.writeHead(204, { 'cache-control': 'no-store' }).end()
        return
      }
      default:
        return result satisfies never
    }
  }

  async function logOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Sign out with POST.', { allow: 'POST' })
    if (!isFromOurPage(request)) return refuse(response, 403, 'FORBIDDEN', `Send the header ${csrfHeader}.`)
    const cookie = readCookie(request, sessionCookie)
    const token = cookie === null ? null : unsign(cookie, sessionSecret)
    if (token !== null) {
      await signOut(writer, token)
      authenticator.forget()
    }
    response.setHeader('set-cookie', setSessionCookie('', { maxAgeSeconds: 0, isSecure: publicUrl.protocol === 'https:' }))
    response.writeHead(204).end()
  }

  async function answerCaller(request: IncomingMessage, response: ServerResponse, path: '/graphql' | '/imports' | '/metrics'): Promise<void> {
    const authentication = await authenticator.authenticate(request)
    if (!authentication) return refuse(response, 401, 'UNAUTHENTICATED', 'Sign in, or send "Authorization: Bearer <key>".', { 'www-authenticate': 'Bearer' })
    const { caller, via } = authentication
    if (path === '/metrics') {
      response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(await metrics.registry.metrics())
      return
    }
    if (via === 'cookie' && request.method !== 'GET' && !isFromOurPage(request)) {
      return refuse(response, 403, 'FORBIDDEN', `A browser must send the header ${csrfHeader} from an allowed origin.`)
    }
    const waitMs = waitFor(`${caller.kind}:${caller.id}`, performance.now())
    if (waitMs > 0) {
      return refuse(response, 429, 'RATE_LIMITED', 'At most 30 operations a second, 120 at once.', { 'retry-after': String(Math.ceil(waitMs / 1000)) })
    }
    if (path === '/imports') {
      if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Send the file with POST.', { allow: 'POST' })
      return receiveUpload(request, response, writer, caller)
    }
    return answerGraphQL(request, response, authentication)
  }

  async function answerGraphQL(request: IncomingMessage, response: ServerResponse, authentication: NonNullable<Authentication>): Promise<void> {
    const body = request.method === 'POST' ? decodeUtf8(await readBody(request, mostBodyBytes)) : null
    if (body === undefined) return refuse(response, 400, 'INVALID_INPUT', 'The body is not valid UTF-8.')
    const headers = new yoga.fetchAPI.Headers()
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string') headers.set(name, value)
    }
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const asked = new yoga.fetchAPI.Request(new URL(request.url ?? '/', publicUrl), {
      method: request.method ?? 'GET',
      headers,
      signal: gone.signal,
      ...(body === null ? {} : { body }),
    })
    const result = await yoga.fetch(asked, contextFor(authentication))
    metrics.operations.inc({ kind: request.method ?? 'GET', outcome: String(result.status) })
    response.writeHead(result.status, Object.fromEntries(result.headers))
    if (result.body === null) {
      response.end()
      return
    }
    await pipeline(result.body, response).catch((error: unknown) => {
      if (!gone.signal.aborted) throw error
    })
  }

  return {
    url,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      await sockets.stop()
      await live.stop()
      server.closeIdleConnections()
      await closed
    },
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}

/** Undefined for bytes that are no UTF-8. */
function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
