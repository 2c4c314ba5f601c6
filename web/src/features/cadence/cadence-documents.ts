import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const enrollmentFields = graphql(`
  fragment Enrollment_enrollment on Enrollment @_unmask {
    id
    plan
    planVersion
    state
    cause
    reason
    account
    nextStep
    nextDueAt
    startedAt
    pausedAt
    pausedUntil
    endedAt
    steps { step day channel action task template state dueAt doneAt skipped { code message } send { id status } }
  }
`)

export type Enrollment = ResultOf<typeof enrollmentFields>

export const cadenceQuery = graphql(`
  query Cadence {
    cadence {
      plan { name version title }
      plans { name version title running }
      steps { step day action task template onlyWhen waiting paused dueToday parked done skipped }
      active
      paused
      ended
      dueToday
      parked
      openTasks
    }
  }
`)

export type Cadence = ResultOf<typeof cadenceQuery>['cadence']
export type CadenceStep = Cadence['steps'][number]

export const forecastQuery = graphql(`
  query Forecast($days: Int!) {
    forecast(days: $days) {
      on
      emailsDue
      emailsSent
      emailLimit
      firstTouches
      followUps
      linkedinRequestsDue
      linkedinRequestsSent
      linkedinRequestLimit
      linkedinMessagesDue
      linkedinMessagesSent
      linkedinMessageLimit
      tasks
    }
  }
`)

export type ForecastDay = ResultOf<typeof forecastQuery>['forecast'][number]

export const enrollmentsQuery = graphql(`
  query Enrollments($active: Boolean, $step: Int, $first: Int, $after: String, $count: Boolean!) {
    enrollments(active: $active, step: $step, first: $first, after: $after) {
      edges { node { id state reason nextStep nextDueAt pausedUntil plan planVersion lead { id fullName email tier timeZone company { id name } } } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`)

export type EnrollmentRow = ResultOf<typeof enrollmentsQuery>['enrollments']['edges'][number]['node']

export const leadCadenceQuery = graphql(
  `
  query LeadCadence($id: ID!) {
    lead(id: $id) { id timeZone enrollment { ...Enrollment_enrollment } }
    cadence { plans { name version title } }
  }
`,
  [enrollmentFields],
)

export const previewQuery = graphql(`
  query EnrollmentPreview($id: ID!, $change: EnrollmentChange!, $plan: String, $planVersion: Int, $until: DateTime) {
    enrollmentPreview(leadId: $id, change: $change, plan: $plan, planVersion: $planVersion, until: $until) { step action template before after }
  }
`)

export const changeEnrollment = graphql(
  `
  mutation ChangeEnrollment($input: ChangeEnrollmentInput!) {
    changeEnrollment(input: $input) {
      __typename
      ... on ChangeEnrollmentSuccess { enrollment { ...Enrollment_enrollment } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [enrollmentFields],
)
