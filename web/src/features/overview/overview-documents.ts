import { graphql } from '../../lib/graphql.ts'

export const waitingQuery = graphql(`
  query OverviewQueue {
    queueSummary {
      pending
      overdue
      dueSoon
      approved
      edited
      hidden
      decidedToday
      hiddenReasons { code label count cleanable }
    }
    templateProposals { key }
    replies(unconfirmed: true, first: 1) { totalCount }
  }
`)

export const runsQuery = graphql(`
  query OverviewRuns {
    pipelineRuns(first: 4) {
      edges { node { id key source status leads errors startedAt finishedAt } }
    }
    imports(first: 1) {
      edges { node { id fileName status progress startedAt } }
    }
  }
`)

export const healthQuery = graphql(`
  query OverviewHealth {
    health {
      ready
      failing { code message }
      modules
    }
  }
`)

export const funnelQuery = graphql(`
  query OverviewFunnel {
    funnel {
      stage
      count
      conversion
    }
  }
`)

export const activityQuery = graphql(`
  query OverviewActivity {
    leads(orderBy: { by: LAST_ACTIVITY }, first: 8) {
      edges { node { id fullName email status stage updatedAt company { id name } } }
    }
  }
`)

export const activitySubscription = graphql(`
  subscription OverviewActivityNow {
    activity {
      at
      kind
      actor
      summary
      lead { id fullName email }
    }
  }
`)
