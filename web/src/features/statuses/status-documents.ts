import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const statusTransitionsQuery = graphql(`
  query StatusTransitions {
    statusTransitions { from signal to }
  }
`)

export type Transition = ResultOf<typeof statusTransitionsQuery>['statusTransitions'][number]
