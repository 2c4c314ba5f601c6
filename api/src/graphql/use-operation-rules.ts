import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, OperationTypeNode, parse } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { GraphQLContext } from './context.ts'
import { brokenLimits, documentLimits, limitWords, mostRepeated, sizeOf } from './limits.ts'
import { firstRefusal, needsOf } from './needs.ts'
import { isTooDeep, noTextIn, noTextInDocument } from './no-text.ts'
import { noteRefusal } from './note-refusal.ts'
import { unfinishedOf, unfinishedWords } from './unfinished.ts'

type Execution = {
  schema: GraphQLSchema
  document: DocumentNode
  operationName?: string | null | undefined
  variableValues?: Record<string, unknown> | null | undefined
  contextValue: Pick<GraphQLContext, 'caller' | 'session'>
}

/** Why an operation is not executed, and what it would have cost. */
export function judge({ schema, document, operationName, variableValues, contextValue }: Execution): {
  errors: GraphQLError[]
  cost: number
} {
  const operation = getOperationAST(document, operationName ?? undefined)
  if (!operation) return { errors: [], cost: 0 }
  const size = sizeOf(document, operation, variableValues ?? {})
  const broken = brokenLimits(size)
  if (broken.length > 0) {
    const errors = broken.map(
      (one) =>
        new GraphQLError(limitWords(one), {
          extensions: { code: 'LIMIT_EXCEEDED', limit: one.limit, allowed: one.allowed, used: Number.isFinite(one.used) ? one.used : null },
        }),
    )
    return { errors, cost: size.cost }
  }
  if (isTooDeep(variableValues ?? {})) {
    const error = new GraphQLError('The variables are nested too deeply.', { extensions: { code: 'INVALID_INPUT', path: [] } })
    return { errors: [error], cost: size.cost }
  }
  const needs = needsOf(schema, document)
  const unfinished = unfinishedOf(
    contextValue.session,
    needs.every(({ isOpen }) => isOpen),
  )
  if (unfinished !== null) {
    const extensions = { code: 'FORBIDDEN', requiredScope: null, unfinished }
    return { errors: [new GraphQLError(unfinishedWords[unfinished], { extensions })], cost: size.cost }
  }
  const refusal = firstRefusal(needs, contextValue.caller.scopes)
  if (!refusal) {
    // Mutations say so in their own union.
    const isMutation = operation.operation === OperationTypeNode.MUTATION
    const path = isMutation ? null : (noTextIn(variableValues ?? {}) ?? noTextInDocument(document))
    if (path === null) return { errors: [], cost: size.cost }
    const error = new GraphQLError('A value holds characters that are no text: NUL, or half of a surrogate pair.', {
      extensions: { code: 'INVALID_INPUT', path },
    })
    return { errors: [error], cost: size.cost }
  }
  const message =
    refusal.scope === null ? `${refusal.field} is not open to anybody.` : `${refusal.field} needs the scope "${refusal.scope}".`
  return { errors: [new GraphQLError(message, { extensions: { code: 'FORBIDDEN', requiredScope: refusal.scope } })], cost: size.cost }
}

function noteForbidden(context: GraphQLContext, errors: readonly GraphQLError[]): void {
  for (const { message, extensions } of errors) {
    const { code, requiredScope } = extensions
    if (code === 'FORBIDDEN') noteRefusal(context, { what: message, scope: typeof requiredScope === 'string' ? requiredScope : null })
  }
}

/** What an operation cost in points, what one may cost, and what this one had left. */
function costWords(cost: number): { cost: number | null; costLimit: number; costRemaining: number } {
  const costLimit = documentLimits.cost
  return { cost: Number.isFinite(cost) ? cost : null, costLimit, costRemaining: Math.max(0, costLimit - cost) }
}

/** Size limits and scopes, checked once for each document before anything runs, for HTTP and sockets alike; the cost goes into the answer. */
export function useOperationRules(): Plugin<GraphQLContext> {
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        let document: DocumentNode
        try {
          document = parse(source, { ...options, maxTokens: documentLimits.tokens })
        } catch (error) {
          // graphql-js counts the tokens but gives the refusal no code of its own.
          if (!(error instanceof GraphQLError) || !/more th\w+ \d+ tokens/.test(error.message)) throw error
          throw new GraphQLError(`This document has more than ${documentLimits.tokens} tokens. Split it, or send values as variables.`, {
            extensions: { code: 'LIMIT_EXCEEDED', limit: 'tokens', allowed: documentLimits.tokens, used: null, http: { status: 400 } },
          })
        }
        const { name, count } = mostRepeated(document)
        if (count <= documentLimits.repeats) return document
        throw new GraphQLError(
          `This document asks for "${name}" ${count} times, ${documentLimits.repeats} is the most. Ask for each thing once.`,
          {
            extensions: { code: 'LIMIT_EXCEEDED', limit: 'repeats', allowed: documentLimits.repeats, used: count, http: { status: 400 } },
          },
        )
      })
    },
    onExecute({ args, setResultAndStopExecution }) {
      const { errors, cost } = judge(args)
      noteForbidden(args.contextValue, errors)
      if (errors.length > 0) {
        setResultAndStopExecution({ errors, extensions: costWords(cost) })
        return undefined
      }
      return {
        onExecuteDone({ result, setResult }) {
          if (result && 'data' in result) setResult({ ...result, extensions: { ...result.extensions, ...costWords(cost) } })
        },
      }
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const { errors } = judge(args)
      noteForbidden(args.contextValue, errors)
      if (errors.length > 0) setResultAndStopExecution({ errors })
    },
  }
}
