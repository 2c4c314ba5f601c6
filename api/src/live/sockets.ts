import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import type { YogaServerInstance } from 'graphql-yoga'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { type Authentication, type Authenticator, visibilityOf } from '../auth/authenticate.ts'
import { whenOver } from '../auth/when-over.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { isTooDeep } from '../graphql/no-text.ts'
import type { Metrics } from '../health/metrics.ts'
import { holdsSecret, parseAddress } from '../http/address.ts'
import type { OriginRules } from '../http/origin.ts'
import type { RateLimit } from '../http/rate-limit.ts'
import { createSharedSubscriptions, dropIfSlow, type Member } from './shared-subscriptions.ts'

/** Most subscriptions on one connection (api.md). */
const mostSubscriptions = 100
/** Largest message of a client, in bytes. */
const mostBytes = 1_000_000
/** WebSocket close code "service restart": the client connects again and shows who it is. */
const connectAgain = 1012
/** graphql-ws close code for a caller who is not, or no longer, allowed in. */
const unauthorized = 4401

const connectionInit = z.object({ authorization: z.string() }).partial()

/** What executes an operation of a socket: the enveloped functions, so that every rule of HTTP holds here too. */
type Operation = Pick<ReturnType<YogaServerInstance<GraphQLContext, object>['getEnveloped']>, 'execute' | 'subscribe'> & {
  key: string
  member: Member
}

const refusal = (message: string, extensions: Record<string, unknown>): GraphQLError[] => [new GraphQLError(message, { extensions })]

export type Sockets = {
  /** Closes what may no longer listen: a session or key was revoked. */
  recheck(): Promise<void>
  stop(): Promise<void>
}

export function serveSockets(
  server: Server,
  {
    yoga,
    authenticator,
    origins,
    metrics,
    waitFor,
    contextFor,
  }: {
    yoga: YogaServerInstance<GraphQLContext, object>
    authenticator: Authenticator
    origins: OriginRules
    metrics: Metrics
    waitFor: RateLimit
    contextFor: (authentication: NonNullable<Authentication>) => GraphQLContext
  },
): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes })
  const requests = new Map<WebSocket, IncomingMessage>()
  const authentications = new WeakMap<object, NonNullable<Authentication>>()
  const operations = new WeakMap<object, Operation>()
  const shared = createSharedSubscriptions()
  let accessChanges = 0

  const operationOf = (contextValue: unknown): Operation => {
    const operation = typeof contextValue === 'object' && contextValue !== null ? operations.get(contextValue) : undefined
    if (!operation) throw new Error('an operation of a socket without its context')
    return operation
  }

  const reject = (socket: Duplex, status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {})
    const address = parseAddress(request.url)
    if (address?.pathname !== '/graphql') return reject(socket, '404 Not Found')
    if (holdsSecret(address)) return reject(socket, '400 Bad Request')
    // A browser always says where its page is from; a program without a browser says nothing and has no cookie to borrow.
    if (request.headers.origin !== undefined && !origins.isAllowed(request.headers.origin)) return reject(socket, '403 Forbidden')
    if (request.headers.cookie !== undefined && request.headers.origin === undefined) return reject(socket, '403 Forbidden')
    sockets.handleUpgrade(request, socket, head, (opened) => {
      requests.set(opened, request)
      metrics.sockets.inc()
      // Whatever a client says is answered, before it has shown who it is as well: one that asks and never reads is dropped at its next word.
      for (const word of ['message', 'ping'] as const) opened.on(word, () => dropIfSlow(opened))
      opened.on('close', () => {
        requests.delete(opened)
        metrics.sockets.dec()
      })
      sockets.emit('connection', opened, request)
    })
  })

  const disposable = useServer(
    {
      connectionInitWaitTimeout: 5_000,
      onConnect: async ({ connectionParams, extra }) => {
        const { authorization } = connectionInit.catch({}).parse(connectionParams ?? {})
        if (authorization !== undefined) extra.request.headers.authorization = authorization
        // Somebody's access may end while this one's is looked up.
        let authentication: Authentication
        let lookedUpAt: number
        do {
          lookedUpAt = accessChanges
          authentication = await authenticator.authenticate(extra.request)
        } while (lookedUpAt !== accessChanges)
        if (!authentication) {
          await authenticator.countGuess(extra.request)
          extra.socket.close(unauthorized, 'Unauthorized')
          return false
        }
        authentications.set(extra.socket, authentication)
        extra.socket.on(
          'close',
          whenOver(authenticator, extra.request, authentication, () => extra.socket.close(unauthorized, 'Unauthorized')),
        )
        return true
      },
      onSubscribe: async ({ extra, subscriptions }, id, { query, operationName, variables }) => {
        const authentication = authentications.get(extra.socket)
        if (!authentication) {
          extra.socket.close(unauthorized, 'Unauthorized')
          return refusal('Sign in first.', { code: 'UNAUTHENTICATED' })
        }
        if (Object.keys(subscriptions).length > mostSubscriptions) {
          return refusal(`One connection may have ${mostSubscriptions} subscriptions at once. End one, or open another connection.`, {
            code: 'LIMIT_EXCEEDED',
            limit: 'subscriptions',
            allowed: mostSubscriptions,
          })
        }
        const { caller } = authentication
        const waitMs = await waitFor(`${caller.kind}:${caller.id}`)
        if (waitMs > 0) {
          return refusal('At most 30 operations a second, 120 at once.', {
            code: 'RATE_LIMITED',
            retryAfterSeconds: Math.ceil(waitMs / 1000),
          })
        }
        if (isTooDeep(variables)) return refusal('The variables are nested too deeply.', { code: 'INVALID_INPUT' })
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          ...contextFor(authentication),
          params: { query, operationName: operationName ?? undefined, variables: variables ?? undefined },
        })
        let document: ReturnType<typeof parse>
        try {
          document = parse(query)
        } catch (error) {
          if (error instanceof GraphQLError) return [error]
          throw error
        }
        const errors = validate(schema, document)
        if (errors.length > 0) return errors
        const visibility = visibilityOf(authentication)
        const sortedVariables = Object.entries(variables ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
        const contextValue: object = await contextFactory()
        const key = JSON.stringify([query, operationName ?? null, sortedVariables, visibility])
        operations.set(contextValue, { execute, subscribe, key, member: { socket: extra.socket, id } })
        return { schema, document, operationName: operationName ?? null, variableValues: variables ?? null, contextValue }
      },
      execute: (args) => operationOf(args.contextValue).execute(args),
      subscribe: (args) => {
        const { subscribe, key, member } = operationOf(args.contextValue)
        return shared.join(key, member, async () => subscribe(args))
      },
    },
    sockets,
  )

  return {
    async recheck() {
      accessChanges += 1
      await Promise.all(
        [...requests].map(async ([socket, request]) => {
          const before = authentications.get(socket)
          // Who has not said yet who they are is asked when they do.
          if (!before) return
          try {
            const now = await authenticator.lookAgain(request)
            if (!now) socket.close(unauthorized, 'Unauthorized')
            else if (visibilityOf(now) !== visibilityOf(before)) socket.close(connectAgain, 'Access changed')
          } catch {
            // The database did not answer: nobody listens on unproven access.
            socket.close(connectAgain, 'Access could not be checked')
          }
        }),
      )
    },
    async stop() {
      for (const socket of requests.keys()) socket.close(1001, 'Going away')
      await disposable.dispose()
      sockets.close()
    },
  }
}
