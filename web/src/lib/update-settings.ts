import { graphql } from './graphql.ts'

/** Changes values of one section, when its version is still the one that was seen. */
export const updateSettings = graphql(`
  mutation UpdateSettings($input: UpdateSettingsInput!) {
    updateSettings(input: $input) {
      __typename
      ... on UpdateSettingsSuccess { section { name version } }
      ... on UserError { code message }
      ... on ConflictError { currentVersion decidedBy decidedAt }
      ... on RefusedError { reasons { code message } }
    }
  }
`)
