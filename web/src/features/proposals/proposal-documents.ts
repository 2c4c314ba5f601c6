import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const proposalsQuery = graphql(`
  query TemplateProposals {
    templateProposals {
      key
      angle
      field
      before
      after
      left
      right
      drafts
      lastAt
      newestVersion
      whyNot
      edits { actor at before after draft { id lead { id fullName email } } }
    }
  }
`)

export type Proposal = ResultOf<typeof proposalsQuery>['templateProposals'][number]

export const acceptMutation = graphql(`
  mutation AcceptTemplateProposal($input: AcceptTemplateProposalInput!) {
    acceptTemplateProposal(input: $input) {
      __typename
      ... on AcceptTemplateProposalSuccess { angle version }
      ... on UserError { code message }
    }
  }
`)

export const dismissMutation = graphql(`
  mutation DismissTemplateProposal($input: DismissTemplateProposalInput!) {
    dismissTemplateProposal(input: $input) {
      __typename
      ... on DismissTemplateProposalSuccess { key }
      ... on UserError { code message }
    }
  }
`)
