import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'
import { batchFields, heldFields } from './dispatch-documents.ts'

export const sendFields = graphql(`
  fragment Send_send on Send @_unmask {
    id
    address
    account
    platform
    channel
    step
    status
    code
    message
    subject
    body
    hash
    timeZone
    scheduledAt
    windowFrom
    windowTo
    acceptedAt
    provenAt
    nextCheckAt
    proofOverdue
    lead { id fullName email tier company { id name } }
  }
`)

export const batchQuery = graphql(
  `
  query Batch($id: ID!) {
    batch(id: $id) {
      ...Batch_batch
      held(first: 200) { edges { node { ...Held_held } } }
    }
  }
`,
  [batchFields, heldFields],
)

/** One page of a batch's frozen list; asked for by its own hook, which keeps them in order. */
export const batchSendsQuery = graphql(
  `
  query BatchSends($id: ID!, $after: String) {
    batch(id: $id) {
      id
      sends(first: 200, after: $after) {
        edges { node { ...Send_send } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`,
  [sendFields],
)

export const batchSubscription = graphql(
  `
  subscription BatchChanged($id: ID!) {
    batchChanged(id: $id) { ...Batch_batch }
  }
`,
  [batchFields],
)

export const approveBatch = graphql(
  `
  mutation ApproveBatch($input: DecideBatchInput!) {
    approveBatch(input: $input) {
      __typename
      ... on ApproveBatchSuccess { batch { ...Batch_batch } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [batchFields],
)

export const rejectBatch = graphql(
  `
  mutation RejectBatch($input: DecideBatchInput!) {
    rejectBatch(input: $input) {
      __typename
      ... on RejectBatchSuccess { batch { ...Batch_batch } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [batchFields],
)

export const cancelBatch = graphql(
  `
  mutation CancelBatch($input: CancelBatchInput!) {
    cancelBatch(input: $input) {
      __typename
      ... on CancelBatchSuccess { batch { ...Batch_batch } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [batchFields],
)

export type Send = ResultOf<typeof sendFields>
