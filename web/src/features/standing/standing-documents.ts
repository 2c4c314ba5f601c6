import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const standingQuery = graphql(`
  query StandingApprovals {
    standingApprovals(all: true) {
      plan
      planVersion
      reason
      by
      at
      limitPerDay
      leftToday
      until
      isOver
      isInForce
      endedBy
      endedAt
      endReason
      batchCount
      sendCount
      batches { id status decidedAt counts }
    }
    cadence { plans { name version title running } }
    ramp { active }
  }
`)

export const offerQuery = graphql(`
  query StandingApprovalOffer($plan: String!, $planVersion: Int!) {
    standingApprovalOffer(plan: $plan, planVersion: $planVersion) {
      textsHash
      refusal
      texts { step day action template version subjects openers body }
    }
  }
`)

export const giveMutation = graphql(`
  mutation GiveStandingApproval($input: GiveStandingApprovalInput!) {
    giveStandingApproval(input: $input) {
      __typename
      ... on GiveStandingApprovalSuccess { plan planVersion }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const revokeMutation = graphql(`
  mutation RevokeStandingApproval($input: RevokeStandingApprovalInput!) {
    revokeStandingApproval(input: $input) {
      __typename
      ... on RevokeStandingApprovalSuccess { plan planVersion }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export type Standing = ResultOf<typeof standingQuery>['standingApprovals'][number]
export type PlanChoice = ResultOf<typeof standingQuery>['cadence']['plans'][number]
export type OfferedText = NonNullable<ResultOf<typeof offerQuery>['standingApprovalOffer']>['texts'][number]
