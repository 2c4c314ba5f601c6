import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { z } from 'zod'

/** The page's own documents by their SHA-256, as the build wrote them down. */
export type PersistedOperations = ReadonlyMap<string, string>

/** None when no pages are built. */
export function readPersistedOperations(webFolder: string | null): PersistedOperations {
  const file = webFolder === null ? null : join(webFolder, 'persisted-operations.json')
  if (file === null || !existsSync(file)) return new Map()
  return new Map(Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))))
}

const hashed = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) })

/**
 * Takes the hash of a document that the page was built with in place of the document. All limits and scopes hold as for any other. A hash
 * that is not known, because the page is of another build, is answered with the word on which clients send whole documents from then on.
 */
export function usePersistedOperations(operations: PersistedOperations): Plugin {
  return {
    onParams({ params, setParams }) {
      if (params.query !== undefined) return
      const { data } = hashed.safeParse(params.extensions)
      if (data === undefined) return
      const query = operations.get(data.persistedQuery.sha256Hash)
      if (query === undefined) {
        throw new GraphQLError('PersistedQueryNotSupported', {
          extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200 } },
        })
      }
      setParams({ ...params, query })
    },
  }
}
