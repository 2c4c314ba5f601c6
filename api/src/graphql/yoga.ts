import { ReadDeadlineError } from '@swarm/db/read'
import type { Log } from '@swarm/jobs/log'
import { GraphQLError, type GraphQLErrorOptions, type GraphQLSchema } from 'graphql'
import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import type { GraphQLContext } from './context.ts'
import { createTextCache } from './text-cache.ts'
import { useAskedColumns } from './use-asked-columns.ts'
import { useCompiledExecution } from './use-compiled-execution.ts'
import { useOperationRules } from './use-operation-rules.ts'
import { type PersistedOperations, usePersistedOperations } from './use-persisted-operations.ts'
import { useReadableRequests } from './use-readable-requests.ts'
import { useTraceNames } from './use-trace-names.ts'

/** Where in the operation an error belongs. */
function whereOf(error: unknown): GraphQLErrorOptions {
  return error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {}
}

/**
 * What the compiled execution found wrong by itself: its errors have no extensions, whatever their type says. All but a null for an argument
 * that takes none are about what we answered.
 */
function isOfAnswer({ extensions, message }: GraphQLError): boolean {
  return extensions === undefined && !/^Argument "\w+" of /.test(message)
}

/** Errors that are the caller's business pass; a fault of ours is logged once and answered with an id alone. */
function maskedBy(log: Log) {
  return (error: unknown): Error => {
    const original = error instanceof GraphQLError ? (error.originalError ?? error) : error
    if (original instanceof GraphQLError && error instanceof GraphQLError && !isOfAnswer(original)) {
      // Around the refusal of a variable graphql-js says which variable, and gives it no code.
      if (original === error && typeof original.extensions?.code === 'string') return error
      const http = error.path === undefined ? { http: { spec: true, status: 400 } } : {}
      return new GraphQLError(error.message, { ...whereOf(error), extensions: { code: 'INVALID_INPUT', ...http, ...original.extensions } })
    }
    if (original instanceof ReadDeadlineError) {
      return new GraphQLError('This took longer than 10 s and was cancelled. Ask for fewer rows or a narrower filter.', {
        extensions: { code: 'TIMEOUT' },
      })
    }
    const id = crypto.randomUUID()
    log.error({ err: original, errorId: id }, 'graphql: fault')
    return new GraphQLError(`Something failed on our side. It is in the log as ${id}.`, {
      ...whereOf(error),
      extensions: { code: 'INTERNAL_SERVER_ERROR', id },
    })
  }
}

/**
 * How much is remembered of what was parsed, in characters: three times what the pages' own documents have. A parsed one takes 50 bytes for
 * each of its characters, at worst 240.
 */
const rememberedDocuments = 300_000
const rememberedErrors = 100_000

export function createGraphQL(schema: GraphQLSchema, log: Log, persisted: PersistedOperations): YogaServerInstance<GraphQLContext, object> {
  return createYoga<GraphQLContext>({
    schema,
    graphiql: false,
    landingPage: false,
    batching: false,
    cors: false,
    logging: false,
    graphqlEndpoint: '/graphql',
    // The route has read the body, of a length that it limits: counted here once more it would go through two streams.
    maxRequestBodySize: false,
    parserAndValidationCache: { documentCache: createTextCache(rememberedDocuments), errorCache: createTextCache(rememberedErrors) },
    maskedErrors: { maskError: maskedBy(log) },
    plugins: [
      useReadableRequests(),
      usePersistedOperations(persisted),
      useTraceNames(),
      useOperationRules(),
      useAskedColumns(),
      useCompiledExecution(),
    ],
  })
}
