import { initGraphQLTada } from 'gql.tada'
import type { introspection } from '../graphql-env.d.ts'

/** Types a document by the API's schema; fragments stay masked, so that a component can only read what it asked for. */
export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { DateTime: string; Date: string; JSON: unknown; ID: string }
}>()
