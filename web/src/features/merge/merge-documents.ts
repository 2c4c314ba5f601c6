import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const mergeLead = graphql(`
  fragment Merge_lead on Lead @_unmask {
    id
    fullName
    email
    linkedinUrl
    title
    status
    stage
    source
    createdAt
    company { id name }
  }
`)
export type MergeLead = ResultOf<typeof mergeLead>

export const suggestionFields = graphql(
  `
  fragment Merge_suggestion on MergeSuggestion @_unmask {
    id
    kind
    evidence
    refusal
    at
    lead { ...Merge_lead }
    other { ...Merge_lead }
  }
`,
  [mergeLead],
)
export type Suggestion = ResultOf<typeof suggestionFields>

export const suggestionsQuery = graphql(
  `
  query MergeSuggestions($first: Int, $after: String, $count: Boolean!) {
    mergeSuggestions(first: $first, after: $after) {
      edges { node { ...Merge_suggestion } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`,
  [suggestionFields],
)

/** Of one lead: who may be the same person, and who was merged into it. */
export const leadMergesQuery = graphql(
  `
  query LeadMerges($id: ID!) {
    lead(id: $id) {
      id
      mergeSuggestions { ...Merge_suggestion }
      merges { id mergedName mergedEmail mergedLinkedinUrl reason mergedBy mergedAt undoneBy undoneAt }
    }
  }
`,
  [suggestionFields],
)
export type LeadMerge = NonNullable<ResultOf<typeof leadMergesQuery>['lead']>['merges'][number]

export const leadByAddress = graphql(
  `
  query LeadByAddress($email: String!) {
    lead(email: $email) { ...Merge_lead }
  }
`,
  [mergeLead],
)

export const mergeLeads = graphql(`
  mutation MergeLeads($input: MergeLeadsInput!) {
    mergeLeads(input: $input) {
      __typename
      ... on MergeLeadsSuccess { rows lead { id updatedAt } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const unmergeLeads = graphql(`
  mutation UnmergeLeads($input: UnmergeLeadsInput!) {
    unmergeLeads(input: $input) {
      __typename
      ... on UnmergeLeadsSuccess { rows lead { id updatedAt } other { id } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const dismissSuggestion = graphql(`
  mutation DismissMergeSuggestion($input: DismissMergeSuggestionInput!) {
    dismissMergeSuggestion(input: $input) {
      __typename
      ... on DismissMergeSuggestionSuccess { lead { id } other { id } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)
