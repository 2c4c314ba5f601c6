import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { FiguresCard } from '../features/providers/figures-card.tsx'
import { providersQuery } from '../features/providers/provider-documents.ts'
import { ProviderTable } from '../features/providers/provider-table.tsx'
import '../features/providers/providers.css'
import { faultOf } from '../lib/fault.ts'
import { useAgain } from '../lib/use-again.ts'
import '../ui/page.css'
import { ErrorState, Skeleton } from '../ui/states.tsx'

/** Breakers, credits and last calls change without telling anybody. */
const againMs = 15_000

/** Whom we call: keys, breakers, credits, a test call; and what enrichment brought and cost. */
export function ProvidersPage(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: providersQuery, requestPolicy: 'cache-and-network' })
  const reload = (): void => again({ requestPolicy: 'network-only' })
  useAgain(reload, againMs)
  return (
    <div className="sheet">
      {error && !data ? (
        <ErrorState what="The providers could not be loaded" {...faultOf(error)} onRetry={reload} />
      ) : !data ? (
        <div role="status" aria-label="Loading the providers" className="stack">
          <Skeleton height={480} />
        </div>
      ) : (
        <>
          <ProviderTable providers={data.providers} onTested={reload} />
          <FiguresCard today={data.today.on} />
        </>
      )}
    </div>
  )
}
