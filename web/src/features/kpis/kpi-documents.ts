import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const kpisQuery = graphql(`
  query Kpis($from: DateTime!, $to: DateTime!) {
    kpis(from: $from, to: $to) {
      definitions
      rows { name value numerator denominator low high target unit redFlag note currency }
    }
  }
`)

/** The same figures by group; also what "Copy query" gives. */
export const kpiGroupsQuery = graphql(`
  query KpiGroups($from: DateTime!, $to: DateTime!, $groupBy: [KpiDimension!]!) {
    kpis(from: $from, to: $to, groupBy: $groupBy) {
      rows { name group value numerator denominator low high slow target unit redFlag currency }
    }
  }
`)

export const experimentsQuery = graphql(`
  query Experiments {
    experiments {
      angle templateVersion since waiting difference low high verdict sentence
      a { numerator denominator value low high }
      b { numerator denominator value low high }
      definition
    }
  }
`)

/** What each week's digest says of rejections; of these the card takes those by angle. */
export const rejectionsQuery = graphql(`
  query Rejections {
    weeklyDigests { week rejected { by name rejected tag count example } }
    rejectionTags { tag label }
  }
`)

export const kpiRowsQuery = graphql(`
  query KpiRows($name: String!, $group: JSON, $from: DateTime!, $to: DateTime!, $first: Int, $after: String, $count: Boolean!) {
    kpiRows(name: $name, group: $group, from: $from, to: $to, first: $first, after: $after) {
      edges { cursor node { at counts minutes cost note sendId lead { id fullName email company { id name } } draft { id subject } } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`)

export type Figure = ResultOf<typeof kpisQuery>['kpis']['rows'][number]
export type GroupFigure = ResultOf<typeof kpiGroupsQuery>['kpis']['rows'][number]
export type ExperimentShown = ResultOf<typeof experimentsQuery>['experiments'][number]
