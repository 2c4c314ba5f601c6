import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

const rampFields = graphql(`
  fragment RampCard_ramp on Ramp @_unmask {
    active
    day
    cleanDays
    required
    dailyLimit
    tier
    tiers
    canaryTier
    canaryShare
    canGraduate
    overriddenBy
    overriddenAt
    overrideReason
    criteria { name passed value required evidence }
    tierCriteria { name passed value required evidence }
  }
`)

export const rampQuery = graphql(
  `
  query RampNow {
    ramp { ...RampCard_ramp }
  }
`,
  [rampFields],
)

export const graduateMutation = graphql(
  `
  mutation GraduateRamp($input: GraduateRampInput!) {
    graduateRamp(input: $input) {
      __typename
      ... on GraduateRampSuccess { ramp { ...RampCard_ramp } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [rampFields],
)

export const goLiveQuery = graphql(`
  query GoLive {
    goLive { name passed value required }
    ramp { active overriddenBy }
    today { on owner clean close { decision by } }
  }
`)

export type Ramp = ResultOf<typeof rampFields>
export type Criterion = Ramp['criteria'][number]
