import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const healthQuery = graphql(`
  query Health {
    health {
      ready
      failing { code message }
      version
      mode
      modules
      providers
      queues
      webhooks
      database
      agentWork { agent actions lastAction lastAt dayCount }
      processes { kind version host pid startedAt seenAt live }
      deadLetters { queue count oldestAt newestAt lastError }
    }
  }
`)

export type Health = ResultOf<typeof healthQuery>['health']

export const retryDeadLetters = graphql(`
  mutation RetryDeadLetters($input: RetryDeadLettersInput!) {
    retryDeadLetters(input: $input) {
      __typename
      ... on RetryDeadLettersSuccess { jobs }
      ... on UserError { code message }
    }
  }
`)

export const forgetDeadLetters = graphql(`
  mutation ForgetDeadLetters($input: ForgetDeadLettersInput!) {
    forgetDeadLetters(input: $input) {
      __typename
      ... on ForgetDeadLettersSuccess { jobs }
      ... on UserError { code message }
    }
  }
`)
