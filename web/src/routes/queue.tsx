import { readFragment } from 'gql.tada'
import { type ReactElement, useContext, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { Banner, KeptText } from '../features/queue/banner.tsx'
import { approvalRefusal, type CardDraft, isEdited, reviewCardDraft } from '../features/queue/card-draft.ts'
import { type EditedText, EditPanel } from '../features/queue/edit-panel.tsx'
import { QueueList, type QueueTab } from '../features/queue/queue-list.tsx'
import { QueueEmpty, QueueSkeleton } from '../features/queue/queue-states.tsx'
import { isConflict } from '../features/queue/refusal.ts'
import { type Rejection, RejectPanel } from '../features/queue/reject-panel.tsx'
import { type CardView, ReviewCard, type ReviewCardHandle } from '../features/queue/review-card.tsx'
import { SendQuestion } from '../features/queue/send-question.tsx'
import { usePaintedDraft } from '../features/queue/use-painted-draft.ts'
import { rowId, useQueue } from '../features/queue/use-queue.ts'
import { type Subject, useReview } from '../features/queue/use-review.ts'
import { ShellContext } from '../features/shell/shell-data.ts'
import { connectionStore } from '../lib/connection.ts'
import { keepText, keptText } from '../lib/drafted-text.ts'
import { faultOf } from '../lib/fault.ts'
import { type KeyBinding, useKeys } from '../lib/keys.ts'
import { useStore } from '../lib/store.ts'
import { announce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import type { ListboxHandle } from '../ui/listbox.tsx'
import { ErrorState } from '../ui/states.tsx'

/** Looked at for this long, a draft counts as read by this person. */
const readAfterMs = 400

type Panel = 'reject' | 'edit' | 'send' | null
const views: CardView[] = ['result', 'difference', 'original']
const tabs: QueueTab[] = ['review', 'edited', 'approved', 'hidden']

/** The review queue: list and card side by side; every decision by one key, every refusal where the key was pressed. */
export function QueuePage(): ReactElement {
  const [search, setSearch] = useSearchParams()
  const [, go] = useLocation()
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'review'
  const typed = search.get('search') ?? ''
  const filter = typed ? { search: typed } : {}
  const shell = useContext(ShellContext)
  const connection = useStore(connectionStore)

  const [chosenId, setChosenId] = useState<string | null>(null)
  const [place, setPlace] = useState(0)
  const [open, setOpen] = useState(false)
  const [panel, setPanel] = useState<Panel>(null)
  const [view, setView] = useState<CardView>('result')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [edited, setEdited] = useState<EditedText | null>(null)
  const [reason, setReason] = useState('')
  const list = useRef<ListboxHandle>(null)
  const card = useRef<ReviewCardHandle>(null)
  const searchField = useRef<HTMLInputElement>(null)

  const show = (id: string): void => {
    setChosenId(id)
    setPanel(null)
    setView('result')
    setEdited(null)
    setReason(keptText(`reject.${id}`, Date.now()) ?? '')
  }
  // Focus moves after the list was drawn anew: an attempt is made with each drawing until it succeeds.
  const pendingFocus = useRef<((activeId: string | null) => boolean) | null>(null)
  const review = useReview((id) => {
    pendingFocus.current = (activeId) => {
      if (activeId !== id) return false
      list.current?.focusActive()
      return true
    }
    show(id)
  })
  const queue = useQueue(tab, filter, review.left)
  const ids = queue.rows.map(rowId)
  // When the chosen row has left the list, its successor takes its place; at the end its predecessor.
  const chosenAt = chosenId === null ? -1 : ids.indexOf(chosenId)
  const at = chosenAt >= 0 ? chosenAt : Math.min(place, ids.length - 1)
  if (chosenAt >= 0 && chosenAt !== place) setPlace(chosenAt)
  const activeId = ids[at] ?? null
  const painted = usePaintedDraft(activeId, ids.slice(at + 1, at + 3))
  const draft = painted.draft ? readFragment(reviewCardDraft, painted.draft) : null

  const counts = queue.data?.queueSummary ?? null
  const notice = activeId === null ? undefined : review.notices.get(activeId)
  const scopes = shell?.viewer.scopes ?? []
  const decideRefusal =
    connection.state === 'offline'
      ? 'Decisions wait until the connection is back.'
      : scopes.includes('review')
        ? null
        : 'Deciding needs the scope review.'
  const stopRefusal = shell?.safety.emergencyStop
    ? `Sending is stopped${shell.safety.reason ? ` (${shell.safety.reason})` : ''}. Nothing can be sent.`
    : null
  const sendRefusal = stopRefusal ?? (scopes.includes('operate') ? null : 'Approve and send needs the scopes review and operate.')
  const approveRefusal = painted.newer ? 'A newer version came in: look at it first.' : draft ? approvalRefusal(draft) : 'Still loading.'

  useEffect(() => {
    if (pendingFocus.current?.(activeId)) pendingFocus.current = null
  })
  const paintedId = painted.draft?.id
  const opened = useEffectEvent((id: string) => review.decisions.opened(id))
  useEffect(() => {
    if (paintedId === undefined) return
    const timer = setTimeout(() => opened(paintedId), readAfterMs)
    return () => clearTimeout(timer)
  }, [paintedId])

  const subjectOf = (of: CardDraft): Subject => ({ id: of.id, version: of.version, name: of.lead.fullName ?? of.lead.email ?? 'the lead' })
  const move = (step: number): void => {
    const id = ids[Math.max(0, Math.min(ids.length - 1, at + step))]
    if (id === undefined) return
    if (id !== activeId) show(id)
    requestAnimationFrame(() => list.current?.focusActive())
  }
  const toggle = (id: string): void =>
    setSelected((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]))
  /** After a decision: the next draft is open, its row has the focus. */
  const goOn = (): void => {
    const next = ids[at + 1] ?? ids[at - 1] ?? null
    if (next !== null) show(next)
    setPanel(null)
    announce(`${draft ? subjectOf(draft).name : 'One'} decided. ${Math.max(0, ids.length - 1)} left.`)
    requestAnimationFrame(() => {
      if (next === null) document.querySelector<HTMLElement>('.empty-state h2')?.focus()
      else list.current?.focusActive()
    })
  }
  const approve = (): void => {
    const refusal = decideRefusal ?? approveRefusal
    if (!draft || refusal) {
      announce(`Not approved. ${refusal}`, 'assertive')
      card.current?.focusFirstFailing()
      return
    }
    const subject = subjectOf(draft)
    review.decide('approved', subject, (decisions) => decisions.approve({ draftId: subject.id, version: subject.version }), null)
    goOn()
  }
  const reject = ({ tag, reason: why, exclude }: Rejection): void => {
    if (!draft) return
    const subject = subjectOf(draft)
    keepText(`reject.${subject.id}`, '', Date.now())
    review.decide(
      'rejected',
      subject,
      (decisions) => decisions.reject({ draftId: subject.id, version: subject.version, tag, reason: why, exclude }),
      why,
    )
    setReason('')
    goOn()
  }
  const startEdit = (): void => {
    if (!draft || decideRefusal) return
    setEdited({ subject: draft.subject, body: draft.body, note: '' })
    setPanel('edit')
  }
  const save = async (andApprove: boolean): Promise<void> => {
    if (!draft || !edited) return
    const subject = subjectOf(draft)
    const text = {
      draftId: subject.id,
      version: subject.version,
      body: edited.body,
      ...(edited.subject === null ? {} : { subject: edited.subject }),
    }
    if (andApprove) {
      review.decide(
        'approved',
        subject,
        (decisions) => decisions.approve({ ...text, ...(edited.note ? { note: edited.note } : {}) }),
        edited.body,
      )
      goOn()
      return
    }
    const outcome = await review.decisions.edit(text)
    if (!outcome.done) {
      announce(`Not saved. ${outcome.refusal.message}`, 'assertive')
      return
    }
    if (outcome.version !== null) painted.takeOwn(outcome.version)
    pendingFocus.current = () => card.current?.focusEdit() ?? false
    setPanel(null)
    announce('Saved.')
  }
  const cycleView = (): void => {
    if (painted.newer) painted.takeNewer()
    else if (draft && isEdited(draft)) setView(views[(views.indexOf(view) + 1) % views.length] ?? 'result')
  }
  const closePanel = (): void => {
    setPanel(null)
    requestAnimationFrame(() => list.current?.focusActive())
  }

  const bindings: KeyBinding[] = [
    { key: 'j', does: 'Next draft', repeats: true, run: () => move(1) },
    { key: 'k', does: 'Previous draft', repeats: true, run: () => move(-1) },
    { key: 'a', does: 'Approve', run: approve },
    { key: 'r', does: 'Reject', run: () => draft && !decideRefusal && setPanel('reject') },
    { key: 'e', does: 'Edit', run: startEdit },
    { key: 's', does: 'Approve and send', run: () => draft && !(decideRefusal ?? sendRefusal ?? approveRefusal) && setPanel('send') },
    { key: 'u', does: 'Undo the newest decision', run: review.undoNewest },
    { key: 'x', does: 'Select', run: () => activeId && toggle(activeId) },
    { key: 'v', does: 'Difference, original, result; take new version', run: cycleView },
    { key: 'c', does: 'Next claim and its source', run: () => card.current?.walkClaims(1) },
    { key: 'Shift+C', does: 'Previous claim', run: () => card.current?.walkClaims(-1) },
    { key: 'o', does: 'Open lead', run: () => draft && go(`/leads/${draft.lead.id}`) },
    { key: 'n', does: 'Show new drafts', run: queue.showFresh },
    { key: 'h', does: 'Hidden ones and why', run: () => setSearch({ tab: 'hidden' }) },
    { key: '/', does: 'Search', run: () => searchField.current?.focus() },
    { key: 'Escape', does: 'Close, or back to the list', run: closePanel },
  ]
  useKeys('Queue', bindings)

  const instead = queue.loading ? (
    <QueueSkeleton />
  ) : queue.error ? (
    <ErrorState what="The queue could not be loaded" {...faultOf(queue.error)} onRetry={queue.retry} />
  ) : ids.length === 0 ? (
    <QueueEmpty
      filtered={typed !== ''}
      pending={counts?.pending ?? 0}
      decidedToday={counts?.decidedToday ?? 0}
      onClear={() => setSearch({ tab })}
    />
  ) : null

  return (
    <div className="queue-page" data-open={open}>
      <QueueList
        ref={list}
        rows={queue.rows}
        counts={counts}
        tab={tab}
        onTab={(next) => setSearch({ tab: next })}
        filters={
          <input
            ref={searchField}
            className="input"
            type="search"
            aria-label="Search drafts"
            placeholder="Search"
            value={typed}
            onChange={(event) => setSearch(event.target.value ? { tab, search: event.target.value } : { tab }, { replace: true })}
          />
        }
        fresh={queue.fresh}
        onShowFresh={queue.showFresh}
        activeId={activeId}
        onActive={show}
        onOpen={(id) => {
          show(id)
          setOpen(true)
          requestAnimationFrame(() => card.current?.focusName())
        }}
        selected={selected}
        onToggle={toggle}
        refused={new Set(review.notices.keys())}
        instead={instead}
      />
      <div className="queue-card">
        <div className="queue-back">
          <Button tone="quiet" icon="previous" onClick={() => setOpen(false)}>
            {at + 1} of {ids.length}
          </Button>
        </div>
        {painted.draft && draft && (
          <ReviewCard
            ref={card}
            draft={painted.draft}
            view={view}
            onView={setView}
            decided={
              (draft.status !== 'PENDING' && tab !== 'hidden') ||
              (notice !== undefined && isConflict(notice.refusal) && !!notice.refusal.decidedBy)
            }
            approveRefusal={approveRefusal}
            decideRefusal={decideRefusal}
            sendRefusal={sendRefusal}
            actions={{
              onApprove: approve,
              onReject: () => setPanel('reject'),
              onEdit: startEdit,
              onApproveAndSend: () => setPanel('send'),
              onOpenLead: () => go(`/leads/${draft.lead.id}`),
              onNext: () => move(1),
            }}
            banner={
              painted.newer ? (
                <Banner
                  tone="warn"
                  actions={
                    <Button size="dense" keys="v" onClick={painted.takeNewer}>
                      Show it
                    </Button>
                  }
                >
                  Version {painted.newer.version} came in while you read this one.
                </Banner>
              ) : notice ? (
                <Banner tone="bad" actions={notice.typed && <KeptText text={notice.typed} />}>
                  {notice.words}
                </Banner>
              ) : draft.readBy && draft.readBy !== shell?.viewer.name ? (
                <Banner tone="info">{draft.readBy} is reading this draft.</Banner>
              ) : null
            }
            instead={
              panel === 'edit' && edited ? (
                <EditPanel
                  text={edited}
                  approveRefusal={null}
                  onText={setEdited}
                  onSave={(andApprove) => void save(andApprove)}
                  onClose={closePanel}
                />
              ) : undefined
            }
            below={
              panel === 'reject' ? (
                <RejectPanel
                  tags={queue.data?.rejectionTags ?? []}
                  text={reason}
                  onText={(text) => {
                    setReason(text)
                    keepText(`reject.${draft.id}`, text, Date.now())
                  }}
                  onReject={reject}
                  onClose={closePanel}
                />
              ) : panel === 'send' ? (
                <SendQuestion
                  platform={draft.route?.platform ?? 'GHL'}
                  address={draft.lead.email ?? ''}
                  onNo={closePanel}
                  onYes={() => {
                    const subject = subjectOf(draft)
                    review.holdSend(subject, (decisions) => decisions.approveAndSend({ draftId: subject.id, version: subject.version }))
                    closePanel()
                  }}
                />
              ) : undefined
            }
          />
        )}
        {painted.error && <ErrorState what="This draft could not be loaded" {...faultOf(painted.error)} onRetry={painted.retry} />}
      </div>
    </div>
  )
}
