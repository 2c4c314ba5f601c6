import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

const erasureFields = graphql(`
  fragment Erasure_fields on Erasure @_unmask {
    id
    askedBy
    askedAt
    doneAt
    heldBy
    waitsFor { code message }
  }
`)
export type Erasure = ResultOf<typeof erasureFields>

export const leadErasureQuery = graphql(
  `
  query LeadErasure($id: ID!) {
    lead(id: $id) { id fullName email erasure { ...Erasure_fields } }
  }
`,
  [erasureFields],
)

/** Everything kept about a person, for a file. */
export const personalDataQuery = graphql(`
  query PersonalData($id: ID!) {
    personalData(leadId: $id)
  }
`)

export const eraseLead = graphql(
  `
  mutation EraseLead($input: EraseLeadInput!) {
    eraseLead(input: $input) {
      __typename
      ... on EraseLeadSuccess { erasure { ...Erasure_fields } }
      ... on UserError { code message }
    }
  }
`,
  [erasureFields],
)
