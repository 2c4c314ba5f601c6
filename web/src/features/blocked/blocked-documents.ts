import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const blockedCountsQuery = graphql(`
  query BlockedCounts {
    blockedByGuard { code label count }
  }
`)

export const blockedDraftsQuery = graphql(`
  query BlockedDrafts($guard: [String!], $tier: [Tier!], $search: String, $first: Int, $after: String) {
    queue(filter: { status: [BLOCKED], hidden: true, guard: $guard, tier: $tier, search: $search, orderBy: NEWEST }, first: $first, after: $after) {
      edges { node { id version subject angle tier createdAt guardNotes { code message } lead { id fullName company { id name } } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export type BlockedDraft = ResultOf<typeof blockedDraftsQuery>['queue']['edges'][number]['node']
