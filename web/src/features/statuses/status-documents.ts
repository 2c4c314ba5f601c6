import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const statusTransitionsQuery = graphql(`
  query StatusTransitions {
    statusTransitions { from signal to }
  }
`)

export type Transition = ResultOf<typeof statusTransitionsQuery>['statusTransitions'][number]

/** The same mutation says who would move and moves them; only `dryRun` differs. */
export const detectDecay = graphql(`
  mutation DetectDecay($input: DetectDecayInput!) {
    detectDecay(input: $input) {
      __typename
      ... on DetectDecaySuccess {
        total
        changes { from to reason lead { id fullName email } }
      }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export type Decayed = Extract<ResultOf<typeof detectDecay>['detectDecay'], { __typename: 'DetectDecaySuccess' }>
