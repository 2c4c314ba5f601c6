import { graphql } from '../../lib/graphql.ts'

export const runFields = graphql(`
  fragment Run_run on PipelineRun @_unmask {
    id
    key
    mode
    source
    limit
    leads
    errors
    approved
    sent
    proven
    status
    startedAt
    finishedAt
    failure
    startedBy
    stages { stage passed entered left skipped failed waiting failure durationMs reasons }
  }
`)

export const runsQuery = graphql(
  `
  query Runs($first: Int, $after: String) {
    pipelineRuns(first: $first, after: $after) {
      edges { node { ...Run_run } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [runFields],
)

export const runQuery = graphql(
  `
  query Run($id: ID!) {
    pipelineRun(id: $id) { ...Run_run }
  }
`,
  [runFields],
)

export const runSubscription = graphql(
  `
  subscription RunChanged($id: ID!) {
    pipelineRunChanged(id: $id) { ...Run_run }
  }
`,
  [runFields],
)

export const runSourcesQuery = graphql(`
  query RunSources {
    runSources { source label kind }
  }
`)

export const startRun = graphql(
  `
  mutation RunPipeline($input: RunPipelineInput!) {
    runPipeline(input: $input) {
      __typename
      ... on RunPipelineSuccess { run { ...Run_run } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [runFields],
)

export const cancelRun = graphql(
  `
  mutation CancelPipelineRun($input: CancelPipelineRunInput!) {
    cancelPipelineRun(input: $input) {
      __typename
      ... on CancelPipelineRunSuccess { run { ...Run_run } }
      ... on UserError { code message }
    }
  }
`,
  [runFields],
)
