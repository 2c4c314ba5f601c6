import { graphql } from '../../lib/graphql.ts'

export const createLead = graphql(`
  mutation CreateLead($input: CreateLeadInput!) {
    createLead(input: $input) {
      __typename
      ... on CreateLeadSuccess { lead { id fullName email } }
      ... on UserError { code message path }
      ... on RefusedError { reasons { code message } }
    }
  }
`)
