import { graphql } from '../../lib/graphql.ts'

export const exclusionsQuery = graphql(`
  query Exclusions($search: String, $first: Int, $after: String) {
    exclusions(search: $search, first: $first, after: $after) {
      edges { node { id kind email domain linkedinUrl name note source at } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export const suppressionsQuery = graphql(`
  query Suppressions($search: String, $first: Int, $after: String) {
    suppressions(search: $search, first: $first, after: $after) {
      edges { node { id email domain linkedinUrl reason source at until } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export const excludeMutation = graphql(`
  mutation Exclude($input: ExcludeInput!) {
    exclude(input: $input) { __typename ... on ExcludeSuccess { exclusion { id } } ... on UserError { code message } }
  }
`)

export const removeExclusionMutation = graphql(`
  mutation RemoveExclusion($input: RemoveExclusionInput!) {
    removeExclusion(input: $input) { __typename ... on RemoveExclusionSuccess { exclusion { id } } ... on UserError { code message } }
  }
`)

export const suppressMutation = graphql(`
  mutation Suppress($input: SuppressInput!) {
    suppress(input: $input) { __typename ... on SuppressSuccess { suppression { id } } ... on UserError { code message } }
  }
`)

export const unsuppressMutation = graphql(`
  mutation Unsuppress($input: UnsuppressInput!) {
    unsuppress(input: $input) { __typename ... on UnsuppressSuccess { suppression { id } } ... on UserError { code message } }
  }
`)

export const accessQuery = graphql(`
  query Access {
    users { id name scopes createdAt lastSignInAt disabledAt sessions secretIsFirst hasSecondFactor }
    accessScopes { name may forPeople mutations }
    apiKeys { id name prefix scopes createdBy createdAt expiresAt lastUsedAt revokedAt isOld }
  }
`)

export const createUserMutation = graphql(`
  mutation CreateUser($input: CreateUserInput!) {
    createUser(input: $input) { __typename ... on CreateUserSuccess { secret user { id } } ... on UserError { code message } }
  }
`)

export const resetSecondFactorMutation = graphql(`
  mutation ResetSecondFactor($input: ResetSecondFactorInput!) {
    resetSecondFactor(input: $input) { __typename ... on ResetSecondFactorSuccess { user { id } } ... on UserError { code message } }
  }
`)

export const disableUserMutation = graphql(`
  mutation DisableUser($input: DisableUserInput!) {
    disableUser(input: $input) { __typename ... on DisableUserSuccess { user { id } } ... on UserError { code message } }
  }
`)

export const createApiKeyMutation = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { __typename ... on CreateApiKeySuccess { key apiKey { id } } ... on UserError { code message } }
  }
`)

export const revokeApiKeyMutation = graphql(`
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) { __typename ... on RevokeApiKeySuccess { apiKey { id } } ... on UserError { code message } }
  }
`)

export const changeUserScopesMutation = graphql(`
  mutation ChangeUserScopes($input: ChangeUserScopesInput!) {
    changeUserScopes(input: $input) {
      __typename
      ... on ChangeUserScopesSuccess { user { id scopes } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const endSessionsMutation = graphql(`
  mutation EndSessions($input: EndSessionsInput!) {
    endSessions(input: $input) { __typename ... on EndSessionsSuccess { ended } ... on UserError { code message } }
  }
`)

export const resetUserSecretMutation = graphql(`
  mutation ResetUserSecret($input: ResetUserSecretInput!) {
    resetUserSecret(input: $input) { __typename ... on ResetUserSecretSuccess { secret user { id } } ... on UserError { code message } }
  }
`)
