import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

const accountFields = graphql(`
  fragment Campaigns_account on SendingAccount @_unmask {
    id
    address
    platform
    paused
    pausedAt
    pauseReason
    isTested
    warmupScore
    warmupWeek
    warmupWeeks
    sentToday
    dailyLimit
    recallsOpen
    counts { sends opens replies bounces unsubscribes }
    health {
      verdict
      reasons { code message }
      spf { verdict message found }
      dkim { verdict message found }
      dmarc { verdict message found }
      sent
      bounced
      bounceRate
      complained
      complaintRate
      recordsCheckedAt
      checkedAt
    }
  }
`)

export const accountsQuery = graphql(
  `
  query CampaignAccounts {
    accounts { ...Campaigns_account }
  }
`,
  [accountFields],
)

/** How an account stood; asked for when somebody opens it. */
export const accountChecksQuery = graphql(`
  query AccountChecks($id: ID!) {
    node(id: $id) {
      ... on SendingAccount {
        id
        checks(first: 10) { at verdict paused spf dkim dmarc warmupScore sent bounced complained reasons { code message } }
      }
    }
  }
`)

export const pauseAccountMutation = graphql(
  `
  mutation PauseAccount($input: PauseAccountInput!) {
    pauseAccount(input: $input) {
      __typename
      ... on PauseAccountSuccess { account { ...Campaigns_account } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [accountFields],
)

export const campaignsQuery = graphql(`
  query Campaigns($first: Int!, $after: String) {
    campaigns(first: $first, after: $after) {
      edges {
        node {
          id
          platform
          address
          state
          zone
          windowFrom
          windowTo
          createdAt
          lastError
          batch { id motion isTest }
          counts { sends opens replies bounces unsubscribes }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export type Account = ResultOf<typeof accountsQuery>['accounts'][number]
export type AccountRecord = NonNullable<Account['health']['spf']>
export type Campaign = ResultOf<typeof campaignsQuery>['campaigns']['edges'][number]['node']
