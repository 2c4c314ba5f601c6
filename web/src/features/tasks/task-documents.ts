import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const taskFields = graphql(`
  fragment Task_task on Task @_unmask {
    id
    kind
    script
    dueAt
    open
    completedAt
    completedBy
    outcome
    note
    cancelledAt
    lead { id fullName email title linkedinUrl timeZone company { id name } }
  }
`)

export type Task = ResultOf<typeof taskFields>

export const tasksQuery = graphql(
  `
  query Tasks($open: Boolean, $first: Int, $after: String, $count: Boolean!) {
    tasks(open: $open, first: $first, after: $after) {
      edges { node { ...Task_task } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`,
  [taskFields],
)

export const completeTask = graphql(
  `
  mutation CompleteTask($input: CompleteTaskInput!) {
    completeTask(input: $input) {
      __typename
      ... on CompleteTaskSuccess { task { ...Task_task } }
      ... on UserError { code message }
    }
  }
`,
  [taskFields],
)
