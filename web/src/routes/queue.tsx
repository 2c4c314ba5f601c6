import { type ReactElement, useContext, useEffect, useRef, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { ExportButton } from '../features/export/export-button.tsx'
import { BulkDesk } from '../features/queue/bulk-desk.tsx'
import { type Refusals, sendAtOnceRefusal } from '../features/queue/card-draft.ts'
import { HiddenReasons } from '../features/queue/hidden-reasons.tsx'
import { isFiltered, type QueueView, queueAddress, queueFilter, readQueueView, unfiltered } from '../features/queue/queue-address.ts'
import { QueueCard } from '../features/queue/queue-card.tsx'
import { QueueFilters } from '../features/queue/queue-filters.tsx'
import { queueKeys } from '../features/queue/queue-keys.ts'
import { QueueList } from '../features/queue/queue-list.tsx'
import { QueueEmpty, QueueSkeleton } from '../features/queue/queue-states.tsx'
import type { ReviewCardHandle } from '../features/queue/review-card.tsx'
import { useQueue } from '../features/queue/use-queue.ts'
import { useQueueCommands } from '../features/queue/use-queue-commands.ts'
import { useQueueDesk } from '../features/queue/use-queue-desk.ts'
import { useReview } from '../features/queue/use-review.ts'
import { useSendHold } from '../features/queue/use-send-hold.ts'
import { ShellContext } from '../features/shell/shell-data.ts'
import { connectionStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { useKeys } from '../lib/keys.ts'
import { businessNow, useNow } from '../lib/now.ts'
import { useStore } from '../lib/store.ts'
import { Button } from '../ui/button.tsx'
import type { ListboxHandle } from '../ui/listbox.tsx'
import '../ui/page.css'
import { ErrorState } from '../ui/states.tsx'

/** After the last letter of a search, in milliseconds. */
const typedMs = 150
/** A business clock that moved by more than this, in milliseconds, is another one. */
const leapMs = 60_000

/** The review queue: list and card side by side; every decision by one key, every refusal where the key was pressed. */
export function QueuePage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const [, go] = useLocation()
  const view = readQueueView(address)
  const [typed, setTyped] = useState(view.search)
  const [isOpen, setIsOpen] = useState(address.has('draft'))
  const shell = useContext(ShellContext)
  const connection = useStore(connectionStore)
  const list = useRef<ListboxHandle>(null)
  const card = useRef<ReviewCardHandle>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const page = useRef<HTMLDivElement>(null)

  const show = (next: QueueView): void => {
    setAddress(queueAddress(next), { replace: true })
    setTyped(next.search)
  }
  useEffect(() => {
    if (typed === view.search) return
    const timer = setTimeout(() => setAddress(queueAddress({ ...view, search: typed }), { replace: true }), typedMs)
    return () => clearTimeout(timer)
  })
  // Ages are counted from when they were chosen: a filter that moves with the clock would be another list every minute.
  // Only where the clock itself leaps they are counted anew: just after signing in the page has not yet been told the time.
  useNow()
  const ahead = businessNow() - Date.now()
  const chosenAt = useRef({ age: view.age, ahead, at: businessNow() })
  if (chosenAt.current.age !== view.age || Math.abs(chosenAt.current.ahead - ahead) > leapMs)
    chosenAt.current = { age: view.age, ahead, at: businessNow() }

  const review = useReview((id) => {
    desk.focusLater((activeId) => {
      if (activeId !== id) return false
      list.current?.focusActive()
      return true
    })
    desk.showApart(id)
  })
  const filter = queueFilter(view, chosenAt.current.at)
  const queue = useQueue(view.tab, filter, review.left)
  const desk = useQueueDesk(queue, review, address.get('draft'), { list, card })
  const scopes = shell?.viewer.scopes ?? []
  // Without a connection people go on typing: what they type is kept, and only the decision waits.
  const typeRefusal = scopes.includes('review') ? null : 'Deciding needs the scope review.'
  const decideRefusal = connection.state === 'offline' ? 'Decisions wait until the connection is back.' : typeRefusal
  const maySend = scopes.includes('review') && scopes.includes('operate')
  const sendRefusal = maySend ? desk.draft && sendAtOnceRefusal(desk.draft) : 'Approve and send needs the scopes review and operate.'
  const refusals: Refusals = { type: typeRefusal, decide: decideRefusal, send: sendRefusal }
  const hold = useSendHold(review, (batchId) => go(`/dispatch/${batchId}`))
  const commands = useQueueCommands(desk, queue, review, refusals, hold, card)
  const mine = shell?.viewer.name ?? ''
  const tags = queue.tags
  const counts = queue.counts
  const openLead = (): void => {
    if (desk.draft) go(`/leads/${desk.draft.lead.id}`)
  }
  const showFresh = (): void =>
    queue.showFresh((id) =>
      desk.focusLater((activeId) => {
        if (!desk.ids.includes(id) && activeId !== id) return false
        list.current?.focusActive()
        return true
      }),
    )
  useKeys(
    'Queue',
    queueKeys(desk, commands, refusals, {
      showFresh,
      openLead,
      hidden: () => show({ ...view, tab: 'hidden' }),
      search: () => searchField.current?.focus(),
      filter: () => page.current?.querySelector<HTMLElement>('.queue-filters button')?.focus(),
      walkClaims: (step) => card.current?.walkClaims(step),
      intoCard: () => card.current?.focusName(),
    }),
  )

  const instead = queue.loading ? (
    <QueueSkeleton />
  ) : queue.error ? (
    <ErrorState what="The queue could not be loaded" {...faultOf(queue.error)} onRetry={queue.retry} />
  ) : desk.ids.length === 0 ? (
    <QueueEmpty
      tab={view.tab}
      filtered={isFiltered(view)}
      pending={counts?.pending ?? 0}
      hidden={counts?.hidden ?? 0}
      approved={counts?.approved ?? 0}
      decidedToday={counts?.decidedToday ?? 0}
      onClear={() => show(unfiltered(view))}
    />
  ) : null

  return (
    <div ref={page} className="queue-page" data-open={isOpen}>
      <QueueList
        ref={list}
        rows={queue.rows}
        hasMore={queue.hasMore}
        counts={counts}
        tab={view.tab}
        onTab={(tab) => show({ ...view, tab })}
        filters={<QueueFilters view={view} typed={typed} onTyped={setTyped} onView={show} searchField={searchField} />}
        fresh={queue.fresh}
        onShowFresh={showFresh}
        activeId={desk.activeId}
        onActive={(id) => {
          desk.show(id)
          if (id !== desk.activeId) queue.settle()
        }}
        onOpen={(id) => {
          desk.show(id)
          setIsOpen(true)
          requestAnimationFrame(() => card.current?.focusName())
        }}
        selected={desk.selected}
        onToggle={desk.toggle}
        refused={new Set(review.notices.keys())}
        mine={mine}
        onEnd={queue.loadMore}
        above={
          view.tab === 'hidden' && (
            <HiddenReasons
              reasons={counts?.hiddenReasons ?? []}
              refusal={scopes.includes('operate') ? null : 'Cleaning up needs the scope operate.'}
              onClean={commands.cleanUp}
            />
          )
        }
        instead={instead}
        forSelected={
          <>
            <Button size="dense" refusal={decideRefusal} onClick={() => commands.openBulk('approve')}>
              Approve<span className="hidden-text"> the selected</span>
            </Button>
            <Button size="dense" refusal={decideRefusal} onClick={() => commands.openBulk('reject')}>
              Reject<span className="hidden-text"> the selected</span>
            </Button>
            <Button
              size="dense"
              tone="quiet"
              onClick={() => {
                desk.setSelected(new Set())
                desk.focusList()
              }}
            >
              Clear
            </Button>
          </>
        }
        exporting={<ExportButton list="queue" className="queue-export" variables={{ filter }} isEmpty={queue.rows.length === 0} />}
      />
      <div className="queue-card">
        <div className="queue-back">
          <Button tone="quiet" icon="previous" onClick={() => setIsOpen(false)}>
            {desk.at + 1} of {queue.hasMore ? `more than ${desk.ids.length}` : desk.ids.length}
          </Button>
        </div>
        {desk.panel === 'bulk-approve' || desk.panel === 'bulk-reject' ? (
          <BulkDesk
            key={desk.panel}
            decision={desk.panel === 'bulk-approve' ? 'approve' : 'reject'}
            rows={queue.rows}
            desk={desk}
            commands={commands}
            tags={tags}
            refusal={decideRefusal}
          />
        ) : (
          <QueueCard
            ref={card}
            desk={desk}
            commands={commands}
            tags={tags}
            notice={desk.activeId === null ? undefined : review.notices.get(desk.activeId)}
            mine={mine}
            refusals={refusals}
            onOpenLead={openLead}
          />
        )}
      </div>
    </div>
  )
}
