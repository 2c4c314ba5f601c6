import type { ResultOf } from 'gql.tada'
import { createContext } from 'react'
import { graphql } from '../../lib/graphql.ts'

export const safetyFields = graphql(`
  fragment Shell_safety on Safety @_unmask {
    emergencyStop
    reason
    since
    by
    forced
    shadowMode
    inFlight
    batchesToApprove
  }
`)

export const shellQuery = graphql(
  `
  query Shell {
    viewer { name scopes }
    safety { ...Shell_safety }
    health { mode }
  }
`,
  [safetyFields],
)

/** How much waits, for the rail. Asked for apart: without it the shell still stands. */
export const waitingQuery = graphql(`
  query Waiting {
    queueSummary { pending }
  }
`)

/** Batches that wait for approval and replies that wait for a person to say what they are, for the rail. */
export const waitingElsewhereQuery = graphql(`
  query WaitingElsewhere {
    batches(status: [PENDING], first: 100) { edges { node { id } } }
    replies(unconfirmed: true, first: 1) { totalCount }
  }
`)

/** What opens one's own typed texts. Asked apart: an API of the version before, which has no such key, still answers the shell. */
export const textKeyQuery = graphql(`
  query TextKey {
    viewer { name textKey }
  }
`)

/** How late it is. Asked apart from the rest: an answer that is kept says how late it was. */
export const clockQuery = graphql(`
  query Clock {
    health { now }
  }
`)

/**
 * Whether a runner works. Asked apart, and again and again: one that ends tells nobody. Faults are kept by their place in the list: whoever asks for
 * the code alone would leave the words of another one beside it.
 */
export const runnerQuery = graphql(`
  query Runner {
    health { failing { code message } }
  }
`)

/** Every decision and every new draft changes what waits, on whatever page one is. */
export const waitingSubscription = graphql(`
  subscription WaitingChanged {
    queueChanged {
      kind
      draftId
      summary { pending }
    }
  }
`)

export const safetySubscription = graphql(
  `
  subscription SafetyChanged {
    safetyChanged { ...Shell_safety }
  }
`,
  [safetyFields],
)

export type ShellData = ResultOf<typeof shellQuery>
export type Safety = ShellData['safety']

/** What every page may need to know about the viewer and the brakes. Null until the first answer. */
export const ShellContext = createContext<ShellData | null>(null)
