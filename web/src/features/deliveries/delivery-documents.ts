import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const deliveryFields = graphql(`
  fragment Delivery_delivery on Delivery @_unmask {
    id
    provider
    eventType
    receivedAt
    authenticated
    applied
    duplicate
    effect
    error
    headers
    lead { id fullName email }
  }
`)

export const deliveriesQuery = graphql(
  `
  query Deliveries($provider: String, $applied: Boolean, $first: Int, $after: String) {
    deliveries(provider: $provider, applied: $applied, first: $first, after: $after) {
      edges { node { ...Delivery_delivery } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [deliveryFields],
)

export const replayDelivery = graphql(
  `
  mutation ReplayDelivery($input: ReplayDeliveryInput!) {
    replayDelivery(input: $input) {
      __typename
      ... on ReplayDeliverySuccess { applied delivery { ...Delivery_delivery } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [deliveryFields],
)

export const replayDeliveries = graphql(`
  mutation ReplayDeliveries($input: ReplayDeliveriesInput!) {
    replayDeliveries(input: $input) {
      __typename
      ... on ReplayDeliveriesSuccess { tried applied left }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const checkWebhooks = graphql(`
  mutation CheckWebhooks($input: CheckWebhooksInput!) {
    checkWebhooks(input: $input) {
      __typename
      ... on CheckWebhooksSuccess { hooks { provider good message } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export type CheckedHook = Extract<ResultOf<typeof checkWebhooks>['checkWebhooks'], { __typename: 'CheckWebhooksSuccess' }>['hooks'][number]

export type Delivery = ResultOf<typeof deliveryFields>
