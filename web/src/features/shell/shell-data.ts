import type { ResultOf } from 'gql.tada'
import { createContext, useContext } from 'react'
import { graphql } from '../../lib/graphql.ts'

export const safetyFields = graphql(`
  fragment Shell_safety on Safety @_unmask {
    emergencyStop
    reason
    since
    by
    forced
    shadowMode
  }
`)

export const shellQuery = graphql(
  `
  query Shell {
    viewer { name scopes }
    safety { ...Shell_safety }
    queueSummary { pending }
    batches(status: [PENDING], first: 1) { totalCount }
    replies(unconfirmed: true, first: 1) { totalCount }
    health { mode }
  }
`,
  [safetyFields],
)

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

/** Whether the signed-in person holds a scope; false until known. */
export function useScope(scope: string): boolean {
  return useContext(ShellContext)?.viewer.scopes.includes(scope) ?? false
}
