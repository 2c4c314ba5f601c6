import { type DocumentNode, type ExecutionResult, GraphQLError } from 'graphql'
import type { YogaServerInstance } from 'graphql-yoga'
import type { GraphQLContext } from './context.ts'

export type Operation = {
  /** Text, or what was parsed from it before. */
  document: string | DocumentNode
  operationName?: string | undefined
  variables: Record<string, unknown>
}

/** Runs one query or mutation within this process as it would run for a request: limits, scopes, masked faults and the log are the same. */
export async function runOperation(
  yoga: YogaServerInstance<GraphQLContext, object>,
  context: GraphQLContext,
  { document: given, operationName, variables }: Operation,
): Promise<Pick<ExecutionResult, 'data' | 'errors'>> {
  const { schema, parse, validate, execute, contextFactory } = yoga.getEnveloped({
    ...context,
    params: { operationName, variables, ...(typeof given === 'string' ? { query: given } : {}) },
  })
  try {
    const document: DocumentNode = typeof given === 'string' ? parse(given) : given
    const errors = validate(schema, document)
    if (errors.length > 0) return { errors }
    return await execute({ schema, document, contextValue: await contextFactory(), variableValues: variables, operationName })
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] }
    throw error
  }
}
