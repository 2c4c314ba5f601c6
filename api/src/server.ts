import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reader } from '@swarm/db/read'
import type { Writer } from '@swarm/db/write'
import { allows } from '@swarm/jobs/actors'
import { loadModules } from '@swarm/jobs/board/load-modules'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import type { Log } from '@swarm/jobs/log'
import type { Wake } from '@swarm/jobs/queue/wake'
import { type Authentication, createAuthenticator } from './auth/authenticate.ts'
import { sessionCookie } from './auth/cookies.ts'
import { createSealer } from './auth/sealer.ts'
import type { GraphQLContext } from './graphql/context.ts'
import { createLoaders } from './graphql/loaders.ts'
import { schemaFor } from './graphql/schema.ts'
import { unfinishedOf, unfinishedWords } from './graphql/unfinished.ts'
import { readPersistedOperations } from './graphql/use-persisted-operations.ts'
import { createGraphQL } from './graphql/yoga.ts'
import { createBoardMetrics } from './health/board-metrics.ts'
import type { Disk } from './health/disk.ts'
import { createMetrics } from './health/metrics.ts'
import { readiness, weakerPromises } from './health/readiness.ts'
import { holdsSecret, parseAddress } from './http/address.ts'
import { answerJson, refuse, refuseUnknown } from './http/answer.ts'
import { createAssistantRoute } from './http/assistant-route.ts'
import { clientAddress } from './http/client-address.ts'
import { createExportRoute, type ExportLimits } from './http/export-route.ts'
import { createGraphQLRoute } from './http/graphql-route.ts'
import { createOriginRules, csrfHeader } from './http/origin.ts'
import { createRateLimit, operationsFromDatabase } from './http/rate-limit.ts'
import { BodyTooLargeError, BodyTooSlowError } from './http/read-body.ts'
import { createSecurityHeaders } from './http/security-headers.ts'
import { createSessionRoutes } from './http/session-routes.ts'
import { createStaticFiles } from './http/static-files.ts'
import { watchUnasked } from './http/unasked-connections.ts'
import { receiveUpload } from './http/uploads.ts'
import { createLiveHub } from './live/live-hub.ts'
import { serveSockets } from './live/sockets.ts'
import { createDeliveryInbox } from './webhooks/delivery-inbox.ts'
import { hookOf, type WebhookSecrets } from './webhooks/hook-providers.ts'
import { createHookRoute } from './webhooks/hook-route.ts'
import { answerUnsubscribe, unsubscribePath, withoutToken } from './webhooks/unsubscribe.ts'
import { readerFor } from './which-reader.ts'

export type ApiOptions = {
  host: string
  /** 0 takes any free one. */
  port: number
  /** What links are made of; the address it listens on when null. */
  publicUrl: string | null
  allowedOrigins: readonly string[]
  /** Load balancers of ours, whose word on where a request comes from counts. */
  trustedProxies: readonly { address: string; bits: number }[]
  sessionSecret: string
  /** The one of before, under which second factors may still be sealed; null or left out when there was none. */
  sessionSecretBefore?: string | null
  /** What proves that a webhook delivery is a provider's. */
  webhookSecrets: WebhookSecrets
  /** Where the sandbox's clock is moved, together with ours; null outside the sandbox. */
  sandboxUrl: string | null
  /** Where the built SPA lies; none is served when null. */
  webFolder: string | null
  /** Whose room readiness watches; nobody's when null. */
  disk: Disk | null
  mode: 'sandbox' | 'production'
  version: string
  /** What one exported file may hold and take; the usual when not given. */
  exportLimits?: ExportLimits
  /** How long a body that is no file may be in coming, in milliseconds; a minute when not given. */
  bodyMs?: number
  writer: Writer
  /** Knows every commit. */
  reader: Reader
  /** For who can do nothing but read; may be behind. The same one when not given. */
  replicaReader?: Reader
  /** Address for LISTEN. */
  listenUrl: string
  wake: Wake
  log: Log
}

export type Api = {
  url: string
  /** Says that it is not ready and serves for `drainMs` more; then takes no new request, ends the live ones and finishes the others. */
  stop(drainMs?: number): Promise<void>
}

/** Largest body of anything but a file, in bytes (api.md). */
const mostBodyBytes = 1_000_000

/** How long such a body may be in coming, in milliseconds. */
const mostBodyMs = 60_000

/**
 * How long a request may take to come, in milliseconds, and what its headers may hold, in bytes. Ten minutes are for files: 50 MB come through
 * a line of 0.7 Mbit/s. Whoever sends a byte now and then is cut at the next look: Node's own looks are half a minute apart.
 */
const slowLimits = { requestTimeout: 600_000, headersTimeout: 10_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 }

/**
 * How long an idle connection is kept, in milliseconds: longer than balancers and clients keep theirs (4 to 60 s), so that it is never closed here
 * at the moment in which the next request is sent there.
 */
const keepAliveTimeout = 75_000

/**
 * Only a WebSocket is another protocol here. Programs that offer HTTP/2 along with their request, as Java's do where there is no TLS, are
 * answered as if they had not (RFC 9110, 7.8).
 */
const shouldUpgradeCallback = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket'

/** Paths that are measured by name; webhooks are by provider, because their paths may hold a token. */
const measuredPaths: readonly string[] = [
  '/graphql',
  '/login',
  '/logout',
  '/imports',
  '/exports',
  '/mcp',
  '/metrics',
  '/health/live',
  '/health/ready',
]

/** Starts the API: GraphQL, sign-in, uploads, health, metrics and the SPA on one address. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { writer, reader, log, wake, mode, version, sessionSecret } = options
  const readers = { fresh: reader, replica: options.replicaReader ?? reader }
  let isStopping = false
  const metrics = createMetrics()
  const board = createBoardMetrics(metrics.registry, () => reader.read(loadModules), log)
  const live = createLiveHub(options.listenUrl, log)
  const addressLists = loadAddressLists({ sandbox: mode === 'sandbox' })
  const schema = schemaFor(mode)
  const persisted = readPersistedOperations(options.webFolder)
  const yoga = createGraphQL(schema, log, persisted)
  const waitFor = createRateLimit(operationsFromDatabase(writer))
  const serveFile = options.webFolder === null ? null : createStaticFiles(options.webFolder)

  const server: Server = createServer({ ...slowLimits, keepAliveTimeout, shouldUpgradeCallback }, (request, response) => {
    void route(request, response)
  })
  const unasked = watchUnasked(server)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host, resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
  const publicUrl = new URL(options.publicUrl ?? url)
  const origins = createOriginRules(publicUrl, options.allowedOrigins, [`localhost:${port}`, `127.0.0.1:${port}`])
  const secure = createSecurityHeaders(publicUrl)
  const cookie = sessionCookie(publicUrl.protocol === 'https:')
  const addressOf = clientAddress(options.trustedProxies)
  const sealer = createSealer(sessionSecret, options.sessionSecretBefore ?? null)
  const authenticator = createAuthenticator(writer, { sessionSecret, cookie, addressOf })

  const contextFor = ({ caller, session }: NonNullable<Authentication>): GraphQLContext => ({
    caller,
    session,
    sealer,
    forgetAccess: authenticator.forget,
    requestId: crypto.randomUUID(),
    reader: readerFor(readers, caller.scopes),
    freshReader: reader,
    writer,
    wake,
    log,
    loaders: createLoaders(readerFor(readers, caller.scopes), addressLists),
    addressLists,
    mode,
    version,
    live,
    webhookSecrets: options.webhookSecrets,
    disk: options.disk,
    publicUrl: publicUrl.href.replace(/\/+$/, ''),
    sandboxUrl: options.sandboxUrl,
  })

  const limits = { mostBytes: mostBodyBytes, mostMs: options.bodyMs ?? mostBodyMs }
  const asked = { yoga, authenticator, contextFor }
  const sockets = serveSockets(server, { ...asked, origins, metrics, waitFor })
  const graphql = createGraphQLRoute({ ...asked, metrics, publicUrl, limits })
  const files = createExportRoute({ ...asked, schema, persisted, waitFor, bodyLimits: limits, limits: options.exportLimits })
  const answerAssistant = createAssistantRoute({ ...asked, schema, origins, waitFor, publicUrl, version, sessionSecret, limits })
  const sessions = createSessionRoutes({ writer, authenticator, origins, sessionSecret, sealer, cookie, addressOf, mostMs: limits.mostMs })
  const inbox = createDeliveryInbox(writer, wake)
  const takeDelivery = createHookRoute({ secrets: options.webhookSecrets, inbox, log, limits })
  live.onTopic('access', () => {
    authenticator.forget()
    sessions.forgetCookies()
    void sockets.recheck()
    void graphql.recheck()
  })

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now()
    const address = parseAddress(request.url)
    const path = address?.pathname ?? ''
    const hook = hookOf(path)
    response.on('finish', () => {
      const known = hook ? `/webhooks/${hook.provider}` : measuredPaths.includes(path) ? path : 'other'
      metrics.requestTook(known, response.statusCode, (performance.now() - started) / 1000)
      // The rest of a body that nobody waits for holds its connection no longer than one that somebody reads.
      if (!request.complete) setTimeout(() => request.complete || request.destroy(), limits.mostMs).unref()
    })
    try {
      // A kept connection would bring its next request to a process that is gone.
      if (isStopping) response.setHeader('connection', 'close')
      // Providers are no browsers: what tells those what to allow, some kilobyte, is spared them.
      if (hook === null) secure(request, response)
      if (!address) return refuse(response, 400, 'INVALID_INPUT', 'The request line holds no address.')
      if (holdsSecret(address)) {
        return refuse(response, 400, 'SECRET_IN_URL', 'A key or session never goes into an address. Send it in the Authorization header.')
      }
      if (hook) return await takeDelivery(request, response, hook)
      for (const [name, value] of Object.entries(origins.corsHeaders(request))) response.setHeader(name, value)
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end()
        return
      }
      await answer(request, response, path)
    } catch (error) {
      if (error instanceof BodyTooLargeError) return refuse(response, 413, 'BODY_TOO_LARGE', error.message, { connection: 'close' })
      if (error instanceof BodyTooSlowError) return refuse(response, 408, 'BODY_TOO_SLOW', error.message, { connection: 'close' })
      const id = crypto.randomUUID()
      if (!response.destroyed) log.error({ err: error, errorId: id, path: withoutToken(path) }, 'http: fault')
      if (!response.headersSent) refuse(response, 500, 'INTERNAL_SERVER_ERROR', `Something failed on our side. It is in the log as ${id}.`)
      else response.destroy()
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (unsubscribePath.test(path)) return answerUnsubscribe(request, response, path, { writer, log, mostMs: limits.mostMs })
    switch (path) {
      case '/health/live':
        return answerJson(response, 200, { live: true })
      case '/health/ready': {
        const [failing, weaker] = await Promise.all([readiness(writer, options), weakerPromises(writer, options.webhookSecrets)])
        const codes = [...(isStopping ? ['STOPPING'] : []), ...failing.map(({ code }) => code)]
        return answerJson(response, codes.length === 0 ? 200 : 503, {
          ready: codes.length === 0,
          failing: codes,
          ...(weaker.length > 0 ? { weaker } : {}),
        })
      }
      case '/login':
        if (request.method === 'POST') return sessions.logIn(request, response)
        break
      case '/logout':
        return sessions.logOut(request, response)
      case '/graphql':
      case '/imports':
      case '/exports':
      case '/mcp':
      case '/metrics':
        return answerCaller(request, response, path)
      case '/graphiql':
      case '/graphiql.html':
        return answerGraphiql(request, response)
    }
    if (serveFile?.(request, response, path)) return
    refuse(
      response,
      path === '/' ? 404 : 401,
      path === '/' ? 'NOT_FOUND' : 'UNAUTHENTICATED',
      path === '/' ? 'No page is built.' : 'Sign in first.',
    )
  }

  /** GraphiQL is shown to signed-in people alone; a browser that isn't goes to sign in first and comes back. */
  async function answerGraphiql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const authentication = await authenticator.authenticate(request)
    if (authentication?.via === 'cookie') sessions.keepCookie(request, response)
    if (authentication)
      return void (serveFile?.(request, response, '/graphiql.html') || refuse(response, 404, 'NOT_FOUND', 'No page is built.'))
    if (!request.headers.accept?.includes('text/html')) return refuse(response, 401, 'UNAUTHENTICATED', 'Sign in first.')
    response.writeHead(303, { location: '/login?next=%2Fgraphiql', 'cache-control': 'no-store' }).end()
  }

  async function answerCaller(
    request: IncomingMessage,
    response: ServerResponse,
    path: '/graphql' | '/imports' | '/exports' | '/mcp' | '/metrics',
  ): Promise<void> {
    const authentication = await authenticator.authenticate(request)
    if (!authentication) {
      const seconds = await authenticator.countGuess(request)
      if (seconds > 0)
        return refuse(response, 429, 'RATE_LIMITED', `Too many unknown keys came from your address. Try again in ${seconds} s.`, {
          'retry-after': String(seconds),
        })
      return refuseUnknown(response)
    }
    const { caller, via, session } = authentication
    if (via === 'cookie') {
      if (request.method !== 'GET' && !sessions.isFromOurPage(request)) {
        return refuse(response, 403, 'FORBIDDEN', `A browser must send the header ${csrfHeader} from an allowed origin.`)
      }
      sessions.keepCookie(request, response)
    }
    // What GraphQL opens to them it judges field by field.
    const unfinished = unfinishedOf(session, path === '/graphql')
    if (unfinished !== null) return refuse(response, 403, 'FORBIDDEN', unfinishedWords[unfinished])
    const waitMs = await waitFor(`${caller.kind}:${caller.id}`)
    if (waitMs > 0) {
      return refuse(response, 429, 'RATE_LIMITED', 'At most 30 operations a second, 120 at once.', {
        'retry-after': String(Math.ceil(waitMs / 1000)),
      })
    }
    if (path === '/metrics') {
      if (!allows(caller.scopes, 'read')) return refuse(response, 403, 'FORBIDDEN', 'The numbers need the scope "read".')
      await board.look()
      response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(await metrics.registry.metrics())
      return
    }
    if (path === '/imports') {
      if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Send the file with POST.', { allow: 'POST' })
      const isStillThere = async () => (await authenticator.authenticate(request)) !== null
      return receiveUpload(request, response, { writer, caller, isStillThere })
    }
    if (path === '/exports') return files.answer(request, response)
    if (path === '/mcp') return answerAssistant(request, response, authentication)
    return graphql.answer(request, response, authentication)
  }

  return {
    url,
    async stop(drainMs = 0) {
      isStopping = true
      if (drainMs > 0) await sleep(drainMs)
      const closed = new Promise((resolve) => server.close(resolve))
      graphql.stop()
      files.stop()
      await sockets.stop()
      await live.stop()
      server.closeIdleConnections()
      unasked.close()
      await closed
    },
  }
}
