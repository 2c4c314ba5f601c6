import { graphql } from '../../lib/graphql.ts'

export const providersQuery = graphql(`
  query Providers {
    providers {
      provider label purpose hasKey breaker lastCallAt creditsPerMonth creditsSpent
      test { outcome message at tookMs }
    }
    today { on }
  }
`)

export const figuresQuery = graphql(`
  query EnrichmentFigures($from: Date!, $to: Date!, $by: EnrichmentSegment) {
    enrichmentFigures(from: $from, to: $to, by: $by) {
      provider segment asked found missed failed hitRate emails medianSeconds slowSeconds credits currency cost costPerEmail
    }
  }
`)

export const testProvider = graphql(`
  mutation TestProvider($input: TestProviderInput!) {
    testProvider(input: $input) {
      __typename
      ... on TestProviderSuccess { provider outcome message tookMs }
      ... on UserError { code message }
    }
  }
`)
