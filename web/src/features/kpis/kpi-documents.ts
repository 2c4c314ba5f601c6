import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const kpisQuery = graphql(`
  query Kpis($from: DateTime!, $to: DateTime!) {
    kpis(from: $from, to: $to) {
      definitions
      rows { name value numerator denominator low high target unit redFlag note }
    }
  }
`)

export const kpiRowsQuery = graphql(`
  query KpiRows($name: String!, $from: DateTime!, $to: DateTime!, $first: Int, $after: String, $count: Boolean!) {
    kpiRows(name: $name, from: $from, to: $to, first: $first, after: $after) {
      edges { cursor node { at counts minutes sendId lead { id fullName email company { id name } } draft { id subject } } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`)

export type Figure = ResultOf<typeof kpisQuery>['kpis']['rows'][number]
