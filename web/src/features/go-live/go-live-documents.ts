import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const productionListQuery = graphql(`
  query ProductionList {
    productionList {
      name title passed value required blocking evidence checkedAt confirmable confirmedBy confirmationNote todo href
    }
    goLive { name passed value required }
    health { mode }
    safety { shadowMode emergencyStop }
    ramp { active dailyLimit tier }
    settings { sections { name version document } }
  }
`)

export const confirmGoLive = graphql(`
  mutation ConfirmGoLive($input: ConfirmGoLiveInput!) {
    confirmGoLive(input: $input) {
      __typename
      ... on ConfirmGoLiveSuccess { list { name passed confirmedBy } }
      ... on UserError { code message }
    }
  }
`)

export type GoLiveData = ResultOf<typeof productionListQuery>
export type GoLiveItem = GoLiveData['productionList'][number]
