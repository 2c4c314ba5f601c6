import { noteOnTrace } from '@swarm/jobs/tracing'
import { getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** A trace says which operation it is of, and how it went; nothing of what was asked for or answered. */
export function useTraceNames(): Plugin {
  return {
    onExecute({ args }) {
      const operation = getOperationAST(args.document, args.operationName ?? undefined)
      noteOnTrace(`${operation?.operation ?? 'operation'} ${operation?.name?.value ?? 'without a name'}`)
    },
  }
}
