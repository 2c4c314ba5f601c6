import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

/** The same mutation says what would happen and does it; only `dryRun` differs. */
export const scanRevivalMutation = graphql(`
  mutation ScanRevival($input: ScanRevivalInput!) {
    scanRevival(input: $input) {
      __typename
      ... on ScanRevivalSuccess {
        total
        room
        blocker
        contactsWithoutLead
        candidates {
          cause
          score
          silentSince
          reasons { code points message }
          lead { id fullName email tier company { id name } }
        }
        held { code message count }
        queued { lead { id } draft { id } }
        refused { code message lead { id fullName email company { id name } } }
      }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export type RevivalScan = Extract<ResultOf<typeof scanRevivalMutation>['scanRevival'], { __typename: 'ScanRevivalSuccess' }>
