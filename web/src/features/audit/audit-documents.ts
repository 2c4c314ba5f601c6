import type { ResultOf, VariablesOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const auditQuery = graphql(`
  query AuditTrail($subject: ID, $actor: String, $action: String, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
    auditTrail(subject: $subject, actor: $actor, action: $action, from: $from, to: $to, first: $first, after: $after) {
      edges { node { id at actor action subjectType subjectId detail link hash } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

/** What there is to filter by. */
export const auditNamesQuery = graphql(`
  query AuditNames {
    auditNames { actors actions }
  }
`)

export type AuditEntryShown = ResultOf<typeof auditQuery>['auditTrail']['edges'][number]['node']
/** Which entries: all parts may be null. */
export type AuditFilter = Omit<VariablesOf<typeof auditQuery>, 'first' | 'after'>
