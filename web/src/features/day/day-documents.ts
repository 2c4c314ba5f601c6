import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

const dayFields = graphql(`
  fragment Day_day on Day @_unmask {
    on
    approved
    rejected
    edited
    sent
    proven
    unproven
    unknown
    refused
    opens
    replies
    bounces
    unsubscribes
    meetings
    topRejections { tag count }
    anomalies { code message count }
    alerts
    errors
    stops
    pendingAtGate
    clean
    whyNot
    owner
    close { decision note nextOwner by at }
  }
`)

export const dayQuery = graphql(
  `
  query Day($on: Date!) {
    day(on: $on) { ...Day_day }
  }
`,
  [dayFields],
)

export const todayQuery = graphql(
  `
  query Today {
    today { ...Day_day }
  }
`,
  [dayFields],
)

export const closeDayMutation = graphql(
  `
  mutation CloseDay($input: CloseDayInput!) {
    closeDay(input: $input) {
      __typename
      ... on CloseDaySuccess { day { ...Day_day } }
      ... on UserError { code message }
    }
  }
`,
  [dayFields],
)

export type Day = ResultOf<typeof dayFields>
export type DayDecision = NonNullable<Day['close']>['decision']
