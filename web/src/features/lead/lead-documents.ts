import { graphql } from '../../lib/graphql.ts'

export const leadQuery = graphql(`
  query Lead($id: ID!) {
    lead(id: $id) {
      id
      fullName
      email
      emailStatus
      linkedinUrl
      title
      seniority
      tier
      score
      intent
      status
      statusCause
      stage
      source
      timeZone
      createdAt
      updatedAt
      company { id name domain industry employeeCount }
    }
  }
`)

/** What the score rests on. Asked for apart, so that a fault here leaves the rest of the page standing. */
export const leadWhyQuery = graphql(`
  query LeadWhy($id: ID!) {
    lead(id: $id) {
      id
      score
      tier
      scoreReasons { part points max message }
      scoreLifts { part points max message }
      scoreDrops { part points max message }
      scoreDecisions { at profileVersion score tier replay { isSame score isReadTheSame } }
      facts { name value provider confidence at }
    }
  }
`)

export const leadDraftsQuery = graphql(`
  query LeadDrafts($id: ID!) {
    lead(id: $id) {
      id
      drafts(first: 20) {
        edges { node { id status channel angle variant subject body createdAt } }
        pageInfo { hasNextPage }
      }
    }
  }
`)

export const timelineQuery = graphql(`
  query LeadTimeline($id: ID!, $kinds: [String!], $first: Int, $after: String) {
    lead(id: $id) {
      id
      timeline(kinds: $kinds, first: $first, after: $after) {
        edges { cursor node { at kind actor summary detail } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

export const leadSubscription = graphql(`
  subscription LeadChanged($id: ID!) {
    leadChanged(id: $id) {
      id
      status
      statusCause
      stage
      tier
      score
      intent
      updatedAt
    }
  }
`)

export const enrichLead = graphql(`
  mutation EnrichLead($input: EnrichLeadInput!) {
    enrichLead(input: $input) {
      __typename
      ... on EnrichLeadSuccess { lead { id updatedAt } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const addNote = graphql(`
  mutation AddNote($input: AddNoteInput!) {
    addNote(input: $input) {
      __typename
      ... on AddNoteSuccess { lead { id updatedAt } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

/** What a correction may set is every status that the table of moves knows. */
export const statusesQuery = graphql(`
  query Statuses {
    statusTransitions { from to }
  }
`)

export const correctLeadStatus = graphql(`
  mutation CorrectLeadStatus($input: CorrectLeadStatusInput!) {
    correctLeadStatus(input: $input) {
      __typename
      ... on CorrectLeadStatusSuccess { lead { id status statusCause stage updatedAt } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)
