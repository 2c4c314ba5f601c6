import type { FragmentOf, ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const sectionFields = graphql(`
  fragment Settings_section on SettingsSection @_unmask {
    name
    title
    purpose
    version
    document
    changedBy
    changedAt
    problems { path message }
    fields {
      path group label description unit kind options min max isWhole maxLength maxItems isOptional isNullable whileRamp
      columns { path label description unit kind options min max isWhole maxLength maxItems isOptional isNullable }
    }
  }
`)

export const settingsQuery = graphql(
  `
  query Settings {
    settings {
      tighteningOnly
      sections { ...Settings_section }
      safetyControls { label section path now afterGraduation unit whileRamp }
    }
  }
`,
  [sectionFields],
)

/** Only that something was saved: whoever shows settings asks again for what it shows. */
export const settingsSubscription = graphql(`
  subscription SettingsChanged {
    settingsChanged { sections { name version } }
  }
`)

export const previewQuery = graphql(`
  query SettingsPreview($section: String!, $patch: JSON, $restore: Int) {
    settingsPreview(section: $section, patch: $patch, restore: $restore) {
      version
      changes { path before after }
      problems { path message }
      refusals { path message }
    }
  }
`)

export const versionsQuery = graphql(`
  query SettingsVersions($section: String!, $first: Int, $after: String) {
    settingsVersions(section: $section, first: $first, after: $after) {
      edges { node { version by at changes { path before after } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export const restoreSettings = graphql(`
  mutation RestoreSettings($input: RestoreSettingsInput!) {
    restoreSettings(input: $input) {
      __typename
      ... on RestoreSettingsSuccess { section { name version } }
      ... on UserError { code message }
      ... on ConflictError { currentVersion decidedBy decidedAt }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export type Section = FragmentOf<typeof sectionFields>
export type Field = Omit<Section['fields'][number], 'group' | 'whileRamp' | 'columns'> & {
  group?: string | null
  whileRamp?: string | null
  columns?: readonly Field[]
}
export type SettingsData = ResultOf<typeof settingsQuery>['settings']
export type Control = SettingsData['safetyControls'][number]
export type Preview = ResultOf<typeof previewQuery>['settingsPreview']
