import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

const rampFields = graphql(`
  fragment Ramp_ramp on Ramp @_unmask {
    active
    day
    cleanDays
    required
    dailyLimit
    tier
    canGraduate
    overriddenBy
    overriddenAt
    overrideReason
    criteria { name passed value required evidence }
  }
`)

export const batchFields = graphql(`
  fragment Batch_batch on Batch @_unmask {
    id
    motion
    status
    scopeHash
    isTest
    openWindowReason
    createdBy
    createdAt
    expiresAt
    decidedBy
    decidedAt
    decisionReason
    startedAt
    finishedAt
    counts
    firstWindowCloses
  }
`)

export const heldFields = graphql(`
  fragment Held_held on HeldSend @_unmask {
    code
    message
    clearsAt
    lead { id fullName email company { id name } }
  }
`)

/** The same mutation previews and freezes; only `live` differs. */
export const dispatchMutation = graphql(
  `
  mutation Dispatch($input: DispatchInput!) {
    dispatch(input: $input) {
      __typename
      ... on DispatchSuccess {
        preview {
          counts
          planned(first: 200) {
            edges {
              node {
                account
                platform
                step
                scheduledAt
                lead { id fullName email tier timeZone company { id name } }
                draft { id subject body }
              }
            }
          }
          held(first: 200) { edges { node { ...Held_held } } }
          ramp { ...Ramp_ramp }
        }
        batches { ...Batch_batch }
      }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [rampFields, batchFields, heldFields],
)

export const batchesQuery = graphql(
  `
  query Batches($first: Int, $status: [BatchStatus!]) {
    batches(first: $first, status: $status) {
      edges { node { ...Batch_batch } }
      pageInfo { hasNextPage }
    }
  }
`,
  [batchFields],
)

export const sendTestMutation = graphql(
  `
  mutation SendTest($input: SendTestInput!) {
    sendTest(input: $input) {
      __typename
      ... on SendTestSuccess { batch { ...Batch_batch } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [batchFields],
)

export const accountsQuery = graphql(`
  query Accounts {
    accounts { id address platform warmupScore paused pauseReason isTested }
  }
`)

export const ceilingsQuery = graphql(`
  query Ceilings {
    ceilings { scope name limit used reserved free }
  }
`)

export type Batch = ResultOf<typeof batchFields>
export type Held = ResultOf<typeof heldFields>
export type Account = ResultOf<typeof accountsQuery>['accounts'][number]
export type Ceiling = ResultOf<typeof ceilingsQuery>['ceilings'][number]
type DispatchAnswer = Extract<ResultOf<typeof dispatchMutation>['dispatch'], { __typename: 'DispatchSuccess' }>
export type Preview = DispatchAnswer['preview']
export type Planned = Preview['planned']['edges'][number]['node']
