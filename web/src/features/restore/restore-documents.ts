import { graphql } from '../../lib/graphql.ts'

/** What must be reconciled before anything is sent. */
export const reconciliationQuery = graphql(`
  query Reconciliation {
    safety {
      reconciliation { evidence foundAt since askedBy readAt report { platform of found unknown problem } }
    }
  }
`)

export const askReconciliation = graphql(`
  mutation AskReconciliation($input: AskReconciliationInput!) {
    askReconciliation(input: $input) {
      __typename
      ... on AskReconciliationSuccess {
        safety { reconciliation { evidence foundAt since askedBy readAt report { platform of found unknown problem } } }
      }
      ... on UserError { code message }
    }
  }
`)

export const closeReconciliation = graphql(`
  mutation CloseReconciliation($input: CloseReconciliationInput!) {
    closeReconciliation(input: $input) {
      __typename
      ... on CloseReconciliationSuccess { safety { reconciliation { evidence } } }
      ... on UserError { code message }
    }
  }
`)
