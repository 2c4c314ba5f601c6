import type { Plugin } from 'graphql-yoga'
import type { GraphQLContext } from './context.ts'

/** Tells what loads rows which columns the operation reads. */
export function useAskedColumns(): Plugin<GraphQLContext> {
  return {
    onExecute({ args }) {
      args.contextValue.loaders.asked.executes(args.schema, args.document)
    },
  }
}
