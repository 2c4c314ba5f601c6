import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const alertFields = graphql(`
  fragment Alert_alert on Alert @_unmask {
    id
    cause
    severity
    message
    count
    level
    levelAt
    subject { label path }
    open
    firstAt
    lastAt
    acknowledgedBy
    acknowledgedAt
    resolvedBy
    resolvedAt
    notices { level channel recipient state attempts problem settledAt }
  }
`)

export type Alert = ResultOf<typeof alertFields>

export const alertsQuery = graphql(
  `
  query Alerts($open: Boolean, $first: Int, $after: String, $count: Boolean!) {
    alerts(open: $open, first: $first, after: $after) {
      edges { node { ...Alert_alert } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`,
  [alertFields],
)

export const channelsQuery = graphql(`
  query AlertChannels {
    alertChannels { channel ready problem }
  }
`)

export const alertSubscription = graphql(
  `
  subscription AlertRaised {
    alertRaised { ...Alert_alert }
  }
`,
  [alertFields],
)

export const acknowledgeAlert = graphql(
  `
  mutation AcknowledgeAlert($input: AcknowledgeAlertInput!) {
    acknowledgeAlert(input: $input) {
      __typename
      ... on AcknowledgeAlertSuccess { alert { ...Alert_alert } }
      ... on UserError { code message }
    }
  }
`,
  [alertFields],
)

export const resolveAlert = graphql(
  `
  mutation ResolveAlert($input: ResolveAlertInput!) {
    resolveAlert(input: $input) {
      __typename
      ... on ResolveAlertSuccess { alert { ...Alert_alert } }
      ... on UserError { code message }
    }
  }
`,
  [alertFields],
)
