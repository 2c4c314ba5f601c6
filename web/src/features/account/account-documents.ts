import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const ownSignInFields = graphql(`
  fragment Account_signIn on OwnSignIn @_unmask {
    secretIsFirst
    unfinished
    secondFactorSince
    secondFactorNeeded
    recoveryCodesLeft
    sessions { id openedAt lastUsedAt endsAt browser address isThis }
  }
`)

export const accountQuery = graphql(
  `
  query Account {
    viewer { name scopes signIn { ...Account_signIn } }
  }
`,
  [ownSignInFields],
)

export const changeSecretMutation = graphql(
  `
  mutation ChangeOwnSecret($input: ChangeOwnSecretInput!) {
    changeOwnSecret(input: $input) {
      __typename
      ... on ChangeOwnSecretSuccess { ended viewer { name signIn { ...Account_signIn } } }
      ... on UserError { code message path }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [ownSignInFields],
)

export const endSessionMutation = graphql(
  `
  mutation EndOwnSession($input: EndOwnSessionInput!) {
    endOwnSession(input: $input) {
      __typename
      ... on EndOwnSessionSuccess { viewer { name signIn { ...Account_signIn } } }
      ... on UserError { code message }
    }
  }
`,
  [ownSignInFields],
)

export const endOthersMutation = graphql(
  `
  mutation EndOtherSessions($input: EndOtherSessionsInput!) {
    endOtherSessions(input: $input) {
      __typename
      ... on EndOtherSessionsSuccess { ended viewer { name signIn { ...Account_signIn } } }
      ... on UserError { code message }
    }
  }
`,
  [ownSignInFields],
)

export const offerFactorMutation = graphql(`
  mutation OfferSecondFactor($input: OfferSecondFactorInput!) {
    offerSecondFactor(input: $input) {
      __typename
      ... on OfferSecondFactorSuccess { uri secret }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

/** Asks for nothing of the person: the page would show that all is done, and take the recovery codes away before they were read. */
export const confirmFactorMutation = graphql(`
  mutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {
    confirmSecondFactor(input: $input) {
      __typename
      ... on ConfirmSecondFactorSuccess { recoveryCodes }
      ... on UserError { code message path }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const renewCodesMutation = graphql(
  `
  mutation RenewRecoveryCodes($input: RenewRecoveryCodesInput!) {
    renewRecoveryCodes(input: $input) {
      __typename
      ... on RenewRecoveryCodesSuccess { recoveryCodes viewer { name signIn { ...Account_signIn } } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [ownSignInFields],
)

export const removeFactorMutation = graphql(
  `
  mutation RemoveSecondFactor($input: RemoveSecondFactorInput!) {
    removeSecondFactor(input: $input) {
      __typename
      ... on RemoveSecondFactorSuccess { viewer { name signIn { ...Account_signIn } } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [ownSignInFields],
)

export type OwnSignIn = NonNullable<ResultOf<typeof accountQuery>['viewer']['signIn']>
