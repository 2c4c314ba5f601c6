import { graphql } from '../../lib/graphql.ts'

/** What the badge counts; a hundred open alerts are as many as matter to it. */
export const openAlertsQuery = graphql(`
  query OpenAlerts {
    alerts(open: true, first: 100) { edges { node { id severity message acknowledgedBy } } }
  }
`)

/** What every page hears of alerts. */
export const alertNewsSubscription = graphql(`
  subscription AlertNews {
    alertRaised { id cause severity message count level open acknowledgedBy }
  }
`)
