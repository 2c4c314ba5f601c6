import { readFragment } from 'gql.tada'
import type { ReactElement, ReactNode, Ref } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { useNow } from '../../lib/now.ts'
import { Button } from '../../ui/button.tsx'
import { Listbox, type ListboxHandle } from '../../ui/listbox.tsx'
import { type Tab, Tabs } from '../../ui/tabs.tsx'
import type { QueueTab } from './queue-address.ts'
import './queue-list.css'
import { QueueRow, type QueueRowDraft, queueRowDraft, queueRowName } from './queue-row.tsx'

export type QueueCounts = {
  pending: number
  edited: number
  approved: number
  hidden: number
  decidedToday: number
  overdue: number
  dueSoon: number
}

export type QueueListProps = {
  rows: readonly QueueRowDraft[]
  /** More of them wait than were loaded. */
  hasMore: boolean
  counts: QueueCounts | null
  tab: QueueTab
  onTab(tab: QueueTab): void
  filters: ReactNode
  fresh: { count: number; newest: string } | null
  onShowFresh(): void
  activeId: string | null
  onActive(id: string): void
  onOpen(id: string): void
  selected: ReadonlySet<string>
  onToggle(id: string): void
  refused: ReadonlySet<string>
  /** The viewer's own name. */
  mine: string
  /** The last rows come near: the next page may be asked for. */
  onEnd(): void
  /** Stands above the rows: why drafts are hidden. */
  above?: ReactNode
  /** Stands in the foot while some are selected: what can be done with them. */
  forSelected: ReactNode
  /** Puts these drafts into a file. */
  exporting?: ReactNode
  /** Loading, failed or empty: what stands where the rows would. */
  instead: ReactNode
  ref: Ref<ListboxHandle>
}

/** The drafts that wait, with tabs, filters, the slot in which new ones are announced, and today's count. */
export function QueueList(props: QueueListProps): ReactElement {
  const { rows, counts, fresh, instead } = props
  const now = useNow()
  const wanted = props.tab === 'hidden' ? null : props.tab === 'approved' ? 'APPROVED' : 'PENDING'
  const tabs: Tab<QueueTab>[] = [
    { id: 'review', label: 'Review', count: counts?.pending },
    { id: 'edited', label: 'Edited', count: counts?.edited },
    { id: 'approved', label: 'Approved', count: counts?.approved },
    { id: 'hidden', label: 'Hidden', count: counts?.hidden },
  ]
  return (
    <section className="queue-list" aria-label="Drafts" id="list" tabIndex={-1}>
      <Tabs label="Drafts by state" tabs={tabs} current={props.tab} panelId="queue-rows" onChange={props.onTab} />
      <div className="queue-filters">{props.filters}</div>
      <div className="fresh-slot">
        {fresh && (
          <Button size="dense" keys="n" onClick={props.onShowFresh}>
            {fresh.count} new, newest {fresh.newest}
          </Button>
        )}
      </div>
      <div id="queue-rows" role="tabpanel" aria-label={tabs.find((tab) => tab.id === props.tab)?.label} className="queue-rows">
        {props.above}
        {instead ?? (
          <Listbox
            ref={props.ref}
            label="Drafts"
            items={rows}
            hasMore={props.hasMore}
            keyOf={(row) => readFragment(queueRowDraft, row).id}
            nameOf={(row) => queueRowName(row, now)}
            rowHeight={64}
            activeKey={props.activeId}
            selected={props.selected}
            onActive={props.onActive}
            onToggle={props.onToggle}
            onOpen={props.onOpen}
            onEnd={props.onEnd}
          >
            {(row) => {
              const { id } = readFragment(queueRowDraft, row)
              return (
                <QueueRow draft={row} ticked={props.selected.has(id)} refused={props.refused.has(id)} mine={props.mine} wanted={wanted} />
              )
            }}
          </Listbox>
        )}
      </div>
      {props.selected.size > 0 ? (
        <div className="queue-foot queue-selected">
          <span className="number">{formatCount(props.selected.size)} selected</span>
          {props.forSelected}
        </div>
      ) : (
        <p className="queue-foot muted number">
          {counts && (
            <>
              {formatCount(counts.decidedToday)} done · {formatCount(counts.pending)} left
              {counts.dueSoon > 0 && ` · ${formatCount(counts.dueSoon)} due`}
              {counts.overdue > 0 && ` · ${formatCount(counts.overdue)} late`}
            </>
          )}
          {props.exporting}
        </p>
      )}
    </section>
  )
}
