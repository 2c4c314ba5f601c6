import { graphql } from '../../lib/graphql.ts'

export const importFields = graphql(`
  fragment Import_import on Import @_unmask {
    id
    kind
    fileName
    status
    failure
    progress
    rows
    created
    updated
    duplicates
    excluded
    invalid
    startedAt
    startedBy
    finishedAt
    isPreview
    isWholeFile
    encoding
    separator
    undoneBy
    undoneAt
    undoProgress
    removed
    restored
    kept
  }
`)

const outcomeFields = graphql(`
  fragment Import_outcome on ImportOutcome @_unmask {
    row
    outcome
    name
    company
    column
    reason
    undo
    undoReason
    lead { id fullName email }
  }
`)

export const startImport = graphql(
  `
  mutation ImportLeads($input: ImportLeadsInput!, $preview: Boolean!) {
    importLeads(input: $input) {
      __typename
      ... on ImportLeadsSuccess {
        import {
          ...Import_import
          columns { header field samples }
          outcomes(first: 100) @include(if: $preview) { edges { node { ...Import_outcome } } }
        }
      }
      ... on UserError { code message path }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [importFields, outcomeFields],
)

export const importQuery = graphql(
  `
  query Import($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Import { ...Import_import }
    }
  }
`,
  [importFields],
)

export const outcomesQuery = graphql(
  `
  query ImportOutcomes($id: ID!, $outcome: [ImportOutcomeKind!], $first: Int, $after: String) {
    node(id: $id) {
      __typename
      id
      ... on Import {
        outcomes(outcome: $outcome, first: $first, after: $after) {
          edges { node { ...Import_outcome } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`,
  [outcomeFields],
)

export const importsQuery = graphql(
  `
  query Imports {
    imports(first: 10) {
      edges { node { ...Import_import } }
    }
  }
`,
  [importFields],
)

export const importSubscription = graphql(
  `
  subscription ImportChanged($id: ID!) {
    importChanged(id: $id) { ...Import_import }
  }
`,
  [importFields],
)

export const cancelImport = graphql(
  `
  mutation CancelImport($input: CancelImportInput!) {
    cancelImport(input: $input) {
      __typename
      ... on CancelImportSuccess { import { ...Import_import } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [importFields],
)

export const undoImport = graphql(
  `
  mutation UndoImport($input: UndoImportInput!) {
    undoImport(input: $input) {
      __typename
      ... on UndoImportSuccess { removed restored kept import { ...Import_import } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [importFields],
)
