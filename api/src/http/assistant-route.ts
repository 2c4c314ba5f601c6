import { createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createMcpHandler } from '@modelcontextprotocol/server'
import type { GraphQLSchema } from 'graphql'
import type { YogaServerInstance } from 'graphql-yoga'
import { createAssistantServer, NoAnswerError } from '../assistants/assistant-server.ts'
import { createConfirmations } from '../assistants/confirmation.ts'
import type { Authentication, Authenticator } from '../auth/authenticate.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { runOperation } from '../graphql/run-operation.ts'
import { refuse, refuseUnknown } from './answer.ts'
import type { OriginRules } from './origin.ts'
import type { RateLimit } from './rate-limit.ts'
import { type BodyLimits, readBody } from './read-body.ts'

export type AssistantRoute = (
  request: IncomingMessage,
  response: ServerResponse,
  authentication: NonNullable<Authentication>,
) => Promise<void>

/**
 * `/mcp`: an assistant over HTTP, one answer for each request and nothing kept between them, so that any process can answer. It holds a key;
 * a browser's cookie is nobody's consent to be acted for. Each question that a tool asks counts as an operation of the key.
 */
export function createAssistantRoute(options: {
  yoga: YogaServerInstance<GraphQLContext, object>
  schema: GraphQLSchema
  origins: OriginRules
  authenticator: Authenticator
  contextFor: (authentication: NonNullable<Authentication>) => GraphQLContext
  waitFor: RateLimit
  publicUrl: URL
  version: string
  sessionSecret: string
  limits: BodyLimits
}): AssistantRoute {
  const { yoga, schema, origins, authenticator, contextFor, waitFor, publicUrl, version, limits } = options
  // Every process with the same secret checks what another one gave.
  const secret = createHmac('sha256', options.sessionSecret).update('confirmations of assistants').digest('hex')

  return async (request, response, { via }) => {
    if (via !== 'key') return refuse(response, 403, 'FORBIDDEN', 'An assistant sends a key: "Authorization: Bearer <key>".')
    if (request.headers.origin !== undefined && !origins.isAllowed(request.headers.origin))
      return refuse(response, 403, 'FORBIDDEN', 'Pages of this origin may not ask.')
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Send each message with POST.', { allow: 'POST' })
    const body = await readBody(request, limits)
    // A body can be long in coming; who began it may be nobody by then.
    const authentication = await authenticator.authenticate(request)
    if (!authentication) return refuseUnknown(response)
    const { caller } = authentication
    const who = `${caller.kind}:${caller.id}`
    const handler = createMcpHandler(
      () =>
        createAssistantServer({
          version,
          schema,
          scopes: caller.scopes,
          confirmations: createConfirmations(secret, who),
          ask: async (document, variables) => {
            if ((await waitFor(who)) > 0) throw new NoAnswerError('At most 30 operations a second, 120 at once. Wait a little.')
            return runOperation(yoga, contextFor(authentication), { document, variables })
          },
        }),
      { maxSubscriptions: 0, maxRequestBodySize: limits.mostBytes },
    )
    try {
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value)
      const answer = await handler.fetch(new Request(new URL('/mcp', publicUrl), { method: 'POST', headers, body: new Uint8Array(body) }))
      const text = await answer.text()
      response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'cache-control': 'no-store' }).end(text)
    } finally {
      await handler.close()
    }
  }
}
