import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/**
 * What is no JSON, in a body or in an address, is the caller's business: 400 in our words. The library's own answer holds what its parser threw,
 * with the whole body in it, or takes it for a fault of ours.
 */
export function useReadableRequests(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return
      setRequestParser(async (request) => {
        try {
          return await requestParser(request)
        } catch (error) {
          if (error instanceof GraphQLError && error.extensions['originalError'] === undefined) throw error
          throw new GraphQLError('The request is no JSON.', { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } })
        }
      })
    },
  }
}
