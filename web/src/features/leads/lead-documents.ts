import { graphql } from '../../lib/graphql.ts'

/**
 * A row of the list. It may be of the past, so it is no lead of the cache, which is of now: its id has another name, and the cache keeps
 * what has no `id` with its list.
 */
export const leadRow = graphql(`
  fragment LeadRow_lead on Lead @_unmask {
    leadId: id
    fullName
    email
    title
    seniority
    tier
    score
    intent
    status
    stage
    source
    createdAt
    updatedAt
    company { id name industry }
  }
`)

export const leadsQuery = graphql(
  `
  query Leads($filter: LeadFilter, $asOf: DateTime, $orderBy: LeadOrder, $first: Int, $after: String, $count: Boolean!) {
    leads(filter: $filter, asOf: $asOf, orderBy: $orderBy, first: $first, after: $after) {
      edges { node { ...LeadRow_lead } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
      totalCountIsEstimate @include(if: $count)
    }
  }
`,
  [leadRow],
)

export const funnelQuery = graphql(`
  query Funnel($filter: LeadFilter, $asOf: DateTime) {
    funnel(filter: $filter, asOf: $asOf) {
      stage
      count
      statuses
      conversion
    }
  }
`)
