import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const plansQuery = graphql(`
  query CadencePlans {
    cadence {
      plan { name version }
      plans { name version title running createdBy createdAt steps { step day action task template onlyWhen } }
    }
    templates { angle kind live { version } }
  }
`)

export const planPreviewQuery = graphql(`
  query CadencePlanPreview($name: String!, $document: JSON!, $days: Int!) {
    cadencePlanPreview(name: $name, document: $document, days: $days) {
      problems
      isInForce
      before { on emailsDue emailsSent linkedinRequestsSent linkedinMessagesSent tasks }
      after { on emailsDue emailsSent linkedinRequestsSent linkedinMessagesSent tasks }
    }
  }
`)

export const savePlan = graphql(`
  mutation SaveCadencePlan($input: SaveCadencePlanInput!) {
    saveCadencePlan(input: $input) {
      __typename
      ... on SaveCadencePlanSuccess { plan { name version } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export type Plan = ResultOf<typeof plansQuery>['cadence']['plans'][number]
export type PlanStep = Plan['steps'][number]
export type PlanText = ResultOf<typeof plansQuery>['templates'][number]
export type PlanPreview = ResultOf<typeof planPreviewQuery>['cadencePlanPreview']
