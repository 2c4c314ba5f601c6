import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { noteOnTrace, traced } from '@swarm/jobs/tracing'
import type { YogaServerInstance } from 'graphql-yoga'
import { type Authentication, type Authenticator, visibilityOf } from '../auth/authenticate.ts'
import { whenOver } from '../auth/when-over.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { Metrics } from '../health/metrics.ts'
import { refuse, refuseUnknown } from './answer.ts'
import { packAnswer } from './pack-answer.ts'
import { type BodyLimits, readBody } from './read-body.ts'

export type GraphQLRoute = {
  answer(request: IncomingMessage, response: ServerResponse, authentication: NonNullable<Authentication>): Promise<void>
  /** Ends the event streams whose caller may no longer listen, or may see something else by now: a client that may asks again. */
  recheck(): Promise<void>
  /** Ends every event stream. */
  stop(): void
}

const unacceptable =
  'The header accept must name application/json or application/graphql-response+json, for a subscription text/event-stream.'

export function createGraphQLRoute(options: {
  yoga: YogaServerInstance<GraphQLContext, object>
  authenticator: Authenticator
  metrics: Metrics
  publicUrl: URL
  limits: BodyLimits
  contextFor: (authentication: NonNullable<Authentication>) => GraphQLContext
}): GraphQLRoute {
  const { yoga, authenticator, metrics, publicUrl, limits, contextFor } = options
  const streams = new Map<ServerResponse, () => Promise<void>>()

  return {
    async answer(request, response, known) {
      if (request.method !== 'GET' && request.method !== 'POST') {
        return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Send a query with GET or POST, a mutation with POST.', { allow: 'GET, POST' })
      }
      // What a plain form can send is no request of ours, whatever other headers came along.
      if (request.method === 'POST' && !/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
        return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the operation as application/json.')
      }
      const body = request.method === 'POST' ? decodeUtf8(await readBody(request, limits)) : null
      // A body can be long in coming; who began it may be nobody by then.
      const authentication = body === null ? known : await authenticator.authenticate(request)
      if (!authentication) return refuseUnknown(response)
      if (body === undefined) return refuse(response, 400, 'INVALID_INPUT', 'The body is not valid UTF-8.')
      const headers = new yoga.fetchAPI.Headers()
      for (const [name, value] of Object.entries(request.headers)) {
        if (typeof value === 'string') headers.set(name, value)
      }
      const gone = new AbortController()
      response.on('close', () => {
        streams.delete(response)
        // An answer that is out leaves nothing to call off.
        if (!response.writableFinished) gone.abort()
      })
      const query = request.url?.indexOf('?') ?? -1
      const asked = new yoga.fetchAPI.Request(new URL(`/graphql${query < 0 ? '' : request.url?.slice(query)}`, publicUrl), {
        method: request.method,
        headers,
        signal: gone.signal,
        ...(body === null ? {} : { body }),
      })
      const result = await traced(
        'graphql',
        { 'http.request.method': request.method },
        async () => {
          const answered = await yoga.fetch(asked, contextFor(authentication))
          noteOnTrace(null, { 'http.response.status_code': answered.status })
          return answered
        },
        headers.get('traceparent'),
      )
      metrics.operations.inc({ kind: request.method, outcome: String(result.status) })
      if (result.status === 406) return refuse(response, 406, 'NOT_ACCEPTABLE', unacceptable)
      const head = { 'cache-control': 'no-store', ...Object.fromEntries(result.headers) }
      if (!result.headers.get('content-type')?.startsWith('text/event-stream')) {
        // One piece, whose length is known: as a stream the same answer costs several times as much.
        const { body: packed, headers: kind } = await packAnswer(request, await result.text())
        response.writeHead(result.status, { ...head, ...kind, 'content-length': Buffer.byteLength(packed) }).end(packed)
        return
      }
      response.writeHead(result.status, head)
      if (result.body === null) {
        response.end()
        return
      }
      const lookAgain = async (): Promise<void> => {
        const now = await authenticator.lookAgain(request).catch(() => null)
        if (now === null || visibilityOf(now) !== visibilityOf(authentication)) response.destroy()
      }
      streams.set(response, lookAgain)
      response.on(
        'close',
        whenOver(authenticator, request, authentication, () => response.destroy()),
      )
      // Whose access changed before the stream was among those that are looked at has not been found there.
      void lookAgain()
      await pipeline(result.body, response).catch((error: unknown) => {
        if (!gone.signal.aborted) throw error
      })
    },

    async recheck() {
      await Promise.all([...streams.values()].map((lookAgain) => lookAgain()))
    },

    stop() {
      for (const response of streams.keys()) response.destroy()
    },
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
