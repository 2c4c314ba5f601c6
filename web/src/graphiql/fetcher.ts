import type { GraphiQL } from 'graphiql'
import { GraphQLError, type GraphQLFormattedError, getOperationAST, OperationTypeNode, parse } from 'graphql'
import { createClient } from 'graphql-ws'
import type { ComponentProps } from 'react'
import { csrfHeader, sessionEnded } from '../lib/session.ts'

type Fetcher = ComponentProps<typeof GraphiQL>['fetcher']
type Operation = Parameters<Fetcher>[0]
type Chosen = { query: string; operationName: string | null; variables?: Record<string, unknown> }
type Answer = { data?: Record<string, unknown> | null; errors?: GraphQLError[] }

/** The operation to run and its kind. Just after a change of tab GraphiQL still names the operation of the tab before: then it is the first one. */
function chosen({ query, operationName }: Operation): { operationName: string | null; isLive: boolean } {
  try {
    const document = parse(query)
    const named = getOperationAST(document, operationName)
    const operation = named ?? getOperationAST(document)
    return { operationName: operation?.name?.value ?? null, isLive: operation?.operation === OperationTypeNode.SUBSCRIPTION }
  } catch {
    // What can't be read is sent as it is: the API says best what is wrong with it.
    return { operationName: operationName ?? null, isLive: false }
  }
}

type Wire = { data?: Record<string, unknown> | null | undefined; errors?: readonly GraphQLFormattedError[] | undefined }

function answerOf({ data, errors }: Wire): Answer {
  return {
    ...(data !== undefined && { data }),
    ...(errors !== undefined && {
      errors: errors.map(
        ({ message, path, extensions }) => new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null }),
      ),
    }),
  }
}

/** Queries and mutations by HTTP with the session's cookie, subscriptions by a socket of the same address. */
export function createFetcher(): Fetcher {
  const line = createClient({ url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql` })
  return (given, settings) => {
    const { operationName, isLive } = chosen(given)
    const variables: unknown = given.variables
    const operation = { query: given.query, operationName, ...(isRecord(variables) && { variables }) }
    return isLive ? follow(operation) : ask(operation, settings?.headers ?? {})
  }

  async function* follow(operation: Chosen) {
    for await (const answer of line.iterate<Record<string, unknown>, Record<string, unknown>>(operation)) yield answerOf(answer)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

async function ask(operation: Chosen, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json', ...csrfHeader },
    body: JSON.stringify(operation),
  })
  // With a key typed into the headers it is the key that failed, and the answer says so.
  const hasKey = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
  if (response.status === 401 && !hasKey) sessionEnded()
  const answer: Answer = await response.json()
  return answer
}
