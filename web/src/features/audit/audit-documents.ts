import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const auditQuery = graphql(`
  query AuditTrail($subject: ID, $actor: String, $action: String, $first: Int, $after: String) {
    auditTrail(subject: $subject, actor: $actor, action: $action, first: $first, after: $after) {
      edges { node { id at actor action subjectType subjectId detail link hash } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export type AuditEntryShown = ResultOf<typeof auditQuery>['auditTrail']['edges'][number]['node']
