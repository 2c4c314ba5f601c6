import type { ReactElement } from 'react'
import { ExportRow } from '../features/export/export-button.tsx'
import { suggestionsQuery } from '../features/merge/merge-documents.ts'
import { MergePair } from '../features/merge/merge-pair.tsx'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { usePages } from '../lib/use-pages.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

const pageSize = 20

/** Leads that may be there twice: each pair beside each other, to be merged or said to be two people. */
export function DuplicatesPage(): ReactElement {
  const pairs = usePages(
    suggestionsQuery,
    (after) => ({ first: pageSize, after, count: after === null }),
    (data) => ({
      rows: data.mergeSuggestions.edges.map((edge) => edge.node),
      ...data.mergeSuggestions.pageInfo,
      total: data.mergeSuggestions.totalCount ?? null,
    }),
    (pair) => pair.id,
  )
  return (
    <div className="sheet">
      <ExportRow list="duplicates" variables={{}} total={pairs.total} isEmpty={pairs.rows.length === 0} />
      {pairs.error && pairs.rows.length === 0 ? (
        <ErrorState what="Possible duplicates could not be loaded" {...faultOf(pairs.error)} onRetry={pairs.reload} />
      ) : pairs.loading && pairs.rows.length === 0 ? (
        <div role="status" aria-label="Loading possible duplicates" className="stack">
          <Skeleton height={220} />
          <Skeleton height={220} />
        </div>
      ) : pairs.rows.length === 0 ? (
        <EmptyState title="Nobody seems to be there twice." actions={<LinkButton href="/leads">All leads</LinkButton>}>
          Leads that a source names as one person are merged by themselves; where it is not clear they wait here.
        </EmptyState>
      ) : (
        <>
          <p className="muted number" role="status">
            {pairs.total !== null && `${formatCount(pairs.total)} ${pairs.total === 1 ? 'pair' : 'pairs'} to look at`}
          </p>
          <ul className="stack">
            {pairs.rows.map((suggestion) => (
              <MergePair key={suggestion.id} suggestion={suggestion} onDecided={pairs.reload} />
            ))}
          </ul>
        </>
      )}
      <ShowMore list={pairs} />
    </div>
  )
}
