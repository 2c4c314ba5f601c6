import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Reader } from '@swarm/db/read'
import type { Writer } from '@swarm/db/write'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import type { Log } from '@swarm/jobs/log'
import type { Wake } from '@swarm/jobs/queue/wake'
import { type Authentication, createAuthenticator } from './auth/authenticate.ts'
import type { GraphQLContext } from './graphql/context.ts'
import { createLoaders } from './graphql/loaders.ts'
import { schemaFor } from './graphql/schema.ts'
import { readPersistedOperations } from './graphql/use-persisted-operations.ts'
import { createGraphQL } from './graphql/yoga.ts'
import { createMetrics } from './health/metrics.ts'
import { readiness, weakerPromises } from './health/readiness.ts'
import { holdsSecret, parseAddress } from './http/address.ts'
import { answerJson, refuse } from './http/answer.ts'
import { createGraphQLRoute } from './http/graphql-route.ts'
import { createOriginRules, csrfHeader } from './http/origin.ts'
import { createRateLimit, operationsFromDatabase } from './http/rate-limit.ts'
import { BodyTooLargeError } from './http/read-body.ts'
import { createSecurityHeaders } from './http/security-headers.ts'
import { createSessionRoutes } from './http/session-routes.ts'
import { createStaticFiles } from './http/static-files.ts'
import { receiveUpload } from './http/uploads.ts'
import { createLiveHub } from './live/live-hub.ts'
import { serveSockets } from './live/sockets.ts'
import { createDeliveryInbox } from './webhooks/delivery-inbox.ts'
import { hookOf, type WebhookSecrets } from './webhooks/hook-providers.ts'
import { createHookRoute } from './webhooks/hook-route.ts'
import { answerUnsubscribe, unsubscribePath, withoutToken } from './webhooks/unsubscribe.ts'

export type ApiOptions = {
  host: string
  /** 0 takes any free one. */
  port: number
  /** What links are made of; the address it listens on when null. */
  publicUrl: string | null
  allowedOrigins: readonly string[]
  sessionSecret: string
  /** What proves that a webhook delivery is a provider's. */
  webhookSecrets: WebhookSecrets
  /** Where the sandbox's clock is moved, together with ours; null outside the sandbox. */
  sandboxUrl: string | null
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

/** Paths that are measured by name; webhooks are by provider, because their paths may hold a token. */
const measuredPaths: readonly string[] = ['/graphql', '/login', '/logout', '/imports', '/metrics', '/health/live', '/health/ready']

/** Starts the API: GraphQL, sign-in, uploads, health, metrics and the SPA on one address. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { writer, reader, log, wake, mode, version, sessionSecret } = options
  const metrics = createMetrics()
  const authenticator = createAuthenticator(writer, sessionSecret)
  const live = createLiveHub(options.listenUrl, log)
  const addressLists = loadAddressLists({ sandbox: mode === 'sandbox' })
  const yoga = createGraphQL(schemaFor(mode), log, readPersistedOperations(options.webFolder))
  const waitFor = createRateLimit(operationsFromDatabase(writer))
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
    loaders: createLoaders(reader, addressLists),
    addressLists,
    mode,
    version,
    live,
    webhookSecrets: options.webhookSecrets,
    publicUrl: publicUrl.href.replace(/\/+$/, ''),
    sandboxUrl: options.sandboxUrl,
  })

  const sockets = serveSockets(server, { yoga, authenticator, origins, metrics, waitFor, contextFor })
  const graphql = createGraphQLRoute({ yoga, authenticator, metrics, publicUrl, mostBytes: mostBodyBytes, contextFor })
  const sessions = createSessionRoutes({ writer, authenticator, origins, sessionSecret, isSecure: publicUrl.protocol === 'https:' })
  const inbox = createDeliveryInbox(writer, wake)
  const takeDelivery = createHookRoute({ secrets: options.webhookSecrets, inbox, log, mostBytes: mostBodyBytes })
  live.onTopic('access', () => {
    authenticator.forget()
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
    })
    try {
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
      if (error instanceof BodyTooLargeError) {
        refuse(response, 413, 'BODY_TOO_LARGE', `A body may have at most ${mostBodyBytes / 1_000_000} MB.`, { connection: 'close' })
        return
      }
      const id = crypto.randomUUID()
      if (!response.destroyed) log.error({ err: error, errorId: id, path: withoutToken(path) }, 'http: fault')
      if (!response.headersSent) refuse(response, 500, 'INTERNAL_SERVER_ERROR', `Something failed on our side. It is in the log as ${id}.`)
      else response.destroy()
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (unsubscribePath.test(path)) return answerUnsubscribe(request, response, path, { writer, log })
    switch (path) {
      case '/health/live':
        return answerJson(response, 200, { live: true })
      case '/health/ready': {
        const [failing, weaker] = await Promise.all([
          readiness(writer, { webhookSecrets: options.webhookSecrets, mode: options.mode, publicUrl: options.publicUrl }),
          weakerPromises(writer, options.webhookSecrets),
        ])
        return answerJson(response, failing.length === 0 ? 200 : 503, {
          ready: failing.length === 0,
          failing: failing.map(({ code }) => code),
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
    path: '/graphql' | '/imports' | '/metrics',
  ): Promise<void> {
    const authentication = await authenticator.authenticate(request)
    if (!authentication)
      return refuse(response, 401, 'UNAUTHENTICATED', 'Sign in, or send "Authorization: Bearer <key>".', { 'www-authenticate': 'Bearer' })
    const { caller, via } = authentication
    if (path === '/metrics') {
      response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(await metrics.registry.metrics())
      return
    }
    if (via === 'cookie') {
      if (request.method !== 'GET' && !sessions.isFromOurPage(request)) {
        return refuse(response, 403, 'FORBIDDEN', `A browser must send the header ${csrfHeader} from an allowed origin.`)
      }
      sessions.keepCookie(request, response)
    }
    const waitMs = await waitFor(`${caller.kind}:${caller.id}`)
    if (waitMs > 0) {
      return refuse(response, 429, 'RATE_LIMITED', 'At most 30 operations a second, 120 at once.', {
        'retry-after': String(Math.ceil(waitMs / 1000)),
      })
    }
    if (path === '/imports') {
      if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Send the file with POST.', { allow: 'POST' })
      return receiveUpload(request, response, writer, caller)
    }
    return graphql.answer(request, response, authentication)
  }

  return {
    url,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      graphql.stop()
      await sockets.stop()
      await live.stop()
      server.closeIdleConnections()
      await closed
    },
  }
}
