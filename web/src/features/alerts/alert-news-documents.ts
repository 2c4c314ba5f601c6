import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

const waitingFields = graphql(`
  fragment OpenAlerts_waiting on AlertConnection @_unmask { edges { node { id severity message acknowledgedBy } } }
`)

/** What the badge counts; a hundred of each are as many as matter to it. Apart, so that no crowd of warnings hides what is critical. */
export const openAlertsQuery = graphql(
  `
  query OpenAlerts {
    critical: alerts(open: true, severity: CRITICAL, first: 100) { ...OpenAlerts_waiting }
    warning: alerts(open: true, severity: WARNING, first: 100) { ...OpenAlerts_waiting }
  }
`,
  [waitingFields],
)

/** Of the answer what nobody is on, the worst first. */
export const waitingOf = (data: ResultOf<typeof openAlertsQuery> | undefined) =>
  [...(data?.critical.edges ?? []), ...(data?.warning.edges ?? [])]
    .map(({ node }) => node)
    .filter(({ acknowledgedBy }) => acknowledgedBy === null)

/** What every page hears of alerts. */
export const alertNewsSubscription = graphql(`
  subscription AlertNews {
    alertRaised { id cause severity message count level open acknowledgedBy }
  }
`)
