import { graphql } from '../../lib/graphql.ts'

export const leadRow = graphql(`
  fragment LeadRow_lead on Lead @_unmask {
    id
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
  query Leads($filter: LeadFilter, $orderBy: LeadOrder, $first: Int, $after: String, $count: Boolean!) {
    leads(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
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
  query Funnel($filter: LeadFilter) {
    funnel(filter: $filter) {
      stage
      count
      statuses
      conversion
    }
  }
`)
