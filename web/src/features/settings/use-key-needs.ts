import { useQuery } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { visibleText } from '../../ui/visible-text.ts'

const oldKeysQuery = graphql(`
  query OldKeys {
    apiKeys { id name isOld revokedAt expiresAt }
  }
`)

export type KeyNeed = { id: string; kind: 'warn'; words: string; href: string; action: string }

/** Keys that work and are older than 90 days, as one row of what needs somebody now; who is no admin is not told. */
export function useKeyNeeds(isAdmin: boolean): KeyNeed[] {
  const [{ data }] = useQuery({ query: oldKeysQuery, pause: !isAdmin, requestPolicy: 'cache-and-network' })
  const old = (data?.apiKeys ?? []).filter(
    // A key ends by real time.
    ({ isOld, revokedAt, expiresAt }) => isOld && revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now()),
  )
  const [first] = old
  if (!first) return []
  const words =
    old.length === 1
      ? `The key ${visibleText(first.name)} is older than 90 days: replace it`
      : `${formatCount(old.length)} keys are older than 90 days: replace them`
  return [{ id: 'keys', kind: 'warn', words, href: '/settings?section=keys', action: 'Show keys' }]
}
