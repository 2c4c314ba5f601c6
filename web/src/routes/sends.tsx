import { type ReactElement, useState } from 'react'
import { useSearchParams } from 'wouter'
import { ParkedSends } from '../features/cadence/parked-sends.tsx'
import { sendFields } from '../features/dispatch/batch-documents.ts'
import { BatchSends } from '../features/dispatch/batch-sends.tsx'
import { UnknownSends } from '../features/dispatch/unknown-sends.tsx'
import { ExportRow } from '../features/export/export-button.tsx'
import { StatementsList } from '../features/safety/statements-list.tsx'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { graphql } from '../lib/graphql.ts'
import { usePages } from '../lib/use-pages.ts'
import { Button } from '../ui/button.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { useAgain } from '../lib/use-again.ts'
import { ShowMore } from '../ui/show-more.tsx'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { type Tab, Tabs } from '../ui/tabs.tsx'

const sendsQuery = graphql(
  `
  query Sends($status: [SendStatus!], $proofOverdue: Boolean, $first: Int, $after: String, $count: Boolean!) {
    sends(status: $status, proofOverdue: $proofOverdue, first: $first, after: $after) {
      edges { node { ...Send_send } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`,
  [sendFields],
)

type Which = 'unknown' | 'unproven' | 'parked' | 'all' | 'statements'
const tabs: Tab<Which>[] = [
  { id: 'unknown', label: 'Unknown' },
  { id: 'unproven', label: 'Unproven' },
  { id: 'parked', label: 'Parked' },
  { id: 'all', label: 'All' },
  { id: 'statements', label: 'Statements' },
]
const pageSize = 50
const againMs = 10_000

const empty: Record<Exclude<Which, 'statements' | 'parked'>, { title: string; words: string }> = {
  unknown: { title: 'No send is unknown.', words: 'Every platform gave a clear answer, or a person settled what it could not say.' },
  unproven: {
    title: 'No send lacks its proof.',
    words: 'A send is listed here when the platform has shown nothing an hour after its window.',
  },
  all: { title: 'Nothing was planned or sent yet.', words: 'A batch that a person approves makes sends.' },
}

/** Every send: those without a clear answer, those without proof, and all, each with the chain behind it and what both sides say. */
export function SendsPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const [which, setWhich] = useState<Which>(tabs.find((tab) => tab.id === address.get('tab'))?.id ?? 'unknown')
  const sends = usePages(
    sendsQuery,
    (after) => ({
      status: which === 'unknown' ? ['UNKNOWN' as const] : null,
      proofOverdue: which === 'unproven' ? true : null,
      first: pageSize,
      after,
      count: after === null,
    }),
    (data) => ({ rows: data.sends.edges.map((edge) => edge.node), ...data.sends.pageInfo, total: data.sends.totalCount ?? null }),
    (send) => send.id,
  )
  // Beyond the first page the list stays as it was read: nothing moves under the eyes.
  useAgain(() => sends.rows.length <= pageSize && sends.reload(), againMs)
  const show = (tab: Which): void => {
    setWhich(tab)
    setAddress({ tab }, { replace: true })
  }
  const { title, words } = empty[which === 'statements' || which === 'parked' ? 'all' : which]
  return (
    <div className="sheet">
      <Tabs<Which>
        label="Which sends"
        tabs={tabs.map((tab) =>
          tab.id === which && which !== 'statements' && which !== 'parked' && sends.total !== null && !sends.loading
            ? { ...tab, count: sends.total }
            : tab,
        )}
        current={which}
        panelId="sends-panel"
        onChange={show}
      />
      <div id="sends-panel" role="tabpanel" aria-label={tabs.find((tab) => tab.id === which)?.label} className="stack">
        {which !== 'parked' && which !== 'statements' && (
          <ExportRow
            list="sends"
            variables={{ status: which === 'unknown' ? ['UNKNOWN'] : null, proofOverdue: which === 'unproven' ? true : null }}
            total={sends.total}
            isEmpty={sends.rows.length === 0}
          />
        )}
        {which === 'parked' ? (
          <ParkedSends />
        ) : which === 'statements' ? (
          <StatementsList />
        ) : sends.error && sends.rows.length === 0 ? (
          <ErrorState what="The sends could not be loaded" {...faultOf(sends.error)} onRetry={sends.reload} />
        ) : sends.loading ? (
          <div role="status" aria-label="Loading sends" className="stack">
            <Skeleton height={48} />
            <Skeleton height={48} />
          </div>
        ) : sends.rows.length === 0 ? (
          <EmptyState
            title={title}
            actions={
              which === 'all' ? (
                <LinkButton href="/dispatch">Preview dispatch</LinkButton>
              ) : (
                <Button onClick={() => show('all')}>Show all sends</Button>
              )
            }
          >
            {words}
          </EmptyState>
        ) : which === 'unknown' ? (
          <>
            <UnknownSends sends={sends.rows} onSettled={sends.reload} />
            <ShowMore list={sends} />
          </>
        ) : (
          <section className="card" aria-label="Sends">
            <BatchSends label="Sends" sends={sends.rows} showStates showTexts={false} />
            <ShowMore list={sends}>
              <span className="muted number">
                {formatCount(sends.rows.length)} of {sends.total === null ? 'many' : formatCount(sends.total)}
              </span>
            </ShowMore>
          </section>
        )}
      </div>
    </div>
  )
}
