import type { ResultOf } from 'gql.tada'
import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import type { Refused } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { accessQuery } from './list-documents.ts'

export type Access = ResultOf<typeof accessQuery>
export type AccessScope = Access['accessScopes'][number]

/** Who has access, for admins; `body` stands in its place while there is nothing to show. */
export function useAccess(): { access: Access | undefined; body: ReactElement | null; again(): void } {
  const isAdmin = useScope('admin')
  const [{ data, error }, again] = useQuery({ query: accessQuery, requestPolicy: 'network-only', pause: !isAdmin })
  const ask = (): void => again({ requestPolicy: 'network-only' })
  const body = !isAdmin ? (
    <EmptyState title="Only admins see who has access.">Ask an admin to let somebody in or out.</EmptyState>
  ) : error && !data ? (
    <ErrorState what="Who has access could not be loaded" {...faultOf(error)} onRetry={ask} />
  ) : !data ? (
    <Skeleton height={160} />
  ) : null
  return { access: data, body, again: ask }
}

/** A refusal of the last change, told where it was asked for. */
export function useTold(again: () => void): { refused: Refused | null; tell(why: Refused | null, done: string): void } {
  const [refused, setRefused] = useState<Refused | null>(null)
  return {
    refused,
    tell(why, done) {
      setRefused(why)
      announce(why ? `Not done. ${why.message}` : done, why ? 'assertive' : 'polite')
      if (!why) again()
    },
  }
}
