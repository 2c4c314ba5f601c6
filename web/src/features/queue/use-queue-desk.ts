import { readFragment } from 'gql.tada'
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { keptText } from '../../lib/drafted-text.ts'
import { announce } from '../../ui/announcer.tsx'
import type { ListboxHandle } from '../../ui/listbox.tsx'
import { approvalRefusal, type CardDraft, reviewCardDraft } from './card-draft.ts'
import { queueRowDraft } from './queue-row.tsx'
import type { CardView, ReviewCardHandle } from './review-card.tsx'
import { type Painted, usePaintedDraft } from './use-painted-draft.ts'
import { type Queue, rowId } from './use-queue.ts'
import type { Review, Subject } from './use-review.ts'

/** Looked at for this long, a draft counts as read by this person. */
const readAfterMs = 400
/** The API forgets a reader after two minutes: say it again well before. */
const readAgainMs = 60_000

export type Panel = 'send' | 'reject' | 'edit' | 'fault' | 'bulk-approve' | 'bulk-reject' | null

/** The desk that a reviewer works at: which draft lies on it, which panel is open, what is ticked, and how one moves on. */
export type Desk = {
  ids: readonly string[]
  at: number
  activeId: string | null
  painted: Painted
  draft: CardDraft | null
  approveRefusal: string | null
  panel: Panel
  setPanel(panel: Panel): void
  view: CardView
  setView(view: CardView): void
  selected: ReadonlySet<string>
  setSelected(ids: ReadonlySet<string>): void
  reason: string
  setReason(text: string): void
  /** Drafts that lay on this desk long enough to be read. */
  opened: ReadonlySet<string>
  show(id: string): void
  /** The same for one that may have left the list: it lies on the desk until the next move. */
  showApart(id: string): void
  move(step: number, extending?: boolean): void
  toggle(id: string): void
  /** After a decision: the next draft is open, its row has the focus. */
  goOn(what: string): void
  closePanel(): void
  /** Tried with each drawing until it succeeds: focus moves after the list was drawn anew. */
  focusLater(attempt: (activeId: string | null) => boolean): void
  focusList(): void
}

export function subjectOf(draft: CardDraft): Subject {
  return { id: draft.id, version: draft.version, name: draft.lead.fullName ?? draft.lead.email ?? 'the lead' }
}

export function useQueueDesk(
  queue: Queue,
  review: Review,
  first: string | null,
  refs: { list: RefObject<ListboxHandle | null>; card: RefObject<ReviewCardHandle | null> },
): Desk {
  const [chosenId, setChosenId] = useState<string | null>(first)
  const [apart, setApart] = useState<string | null>(first)
  const [place, setPlace] = useState(0)
  const [panel, setPanel] = useState<Panel>(null)
  const [view, setView] = useState<CardView>('result')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [reason, setReason] = useState('')
  const later = useRef<((activeId: string | null) => boolean) | null>(null)

  const ids = queue.rows.map(rowId)
  // When the chosen row has left the list, its successor takes its place; at the end its predecessor.
  const chosenAt = chosenId === null ? -1 : ids.indexOf(chosenId)
  // What somebody types into stays under their hands, whatever the list is now: their words would be another draft's else.
  const isTypedInto = panel === 'edit' || panel === 'reject' || panel === 'send' || panel === 'fault'
  const isApart = chosenId !== null && chosenAt === -1 && (chosenId === apart || isTypedInto)
  const at = chosenAt >= 0 ? chosenAt : Math.min(place, ids.length - 1)
  if (chosenAt >= 0 && chosenAt !== place) setPlace(chosenAt)
  const activeId = isApart ? chosenId : (ids[at] ?? null)
  const painted = usePaintedDraft(activeId, ids.slice(at + 1, at + 3))
  const draft = painted.draft ? readFragment(reviewCardDraft, painted.draft) : null

  useEffect(() => {
    if (later.current?.(activeId)) later.current = null
  })
  const paintedId = painted.draft?.id
  const status = painted.draft?.status
  const read = useEffectEvent((id: string) => {
    setOpened((before) => (before.has(id) ? before : new Set([...before, id])))
    if (status === 'PENDING' && !document.hidden) review.decisions.opened(id)
  })
  useEffect(() => {
    if (paintedId === undefined) return
    let again: ReturnType<typeof setInterval> | undefined
    const timer = setTimeout(() => {
      read(paintedId)
      again = setInterval(() => read(paintedId), readAgainMs)
    }, readAfterMs)
    return () => {
      clearTimeout(timer)
      clearInterval(again)
    }
  }, [paintedId])

  const show = (id: string): void => {
    setChosenId(id)
    setApart(null)
    setPanel(null)
    setView('result')
    setReason(keptText(`reject.${id}`, Date.now()) ?? '')
  }
  const focusList = (): void => void requestAnimationFrame(() => refs.list.current?.focusActive())
  const nameAt = (place: number): string => {
    const row = queue.rows[place]
    const next = row && readFragment(queueRowDraft, row)
    return next
      ? ` Next: ${next.lead.fullName ?? next.lead.email ?? 'unnamed'}${next.lead.tier ? `, tier ${next.lead.tier.slice(-1)}` : ''}.`
      : ''
  }
  return {
    ids,
    at,
    activeId,
    painted,
    draft,
    approveRefusal: painted.newer ? 'A newer version came in: look at it first.' : draft ? approvalRefusal(draft) : 'Still loading.',
    panel,
    setPanel: (next) => {
      // One that lies here because it is the first, or because the chosen one has left, is chosen by this.
      if (next !== null) setChosenId(activeId)
      setPanel(next)
    },
    view,
    setView,
    selected,
    setSelected,
    reason,
    setReason,
    opened,
    show,
    showApart: (id) => {
      show(id)
      setApart(id)
    },
    move: (step, extending = false) => {
      const id = ids[Math.max(0, Math.min(ids.length - 1, at + step))]
      if (id === undefined) return
      if (extending) setSelected(new Set([...selected, ...(activeId === null ? [] : [activeId]), id]))
      if (id !== activeId) show(id)
      queue.settle()
      focusList()
    },
    toggle: (id) => setSelected(new Set(selected.has(id) ? [...selected].filter((one) => one !== id) : [...selected, id])),
    goOn: (what) => {
      const to = ids[at + 1] === undefined ? at - 1 : at + 1
      const next = ids[to] ?? null
      if (next !== null) show(next)
      setPanel(null)
      if (draft) setSelected(new Set([...selected].filter((one) => one !== draft.id)))
      queue.settle()
      announce(`${what}. ${queue.hasMore ? 'More than ' : ''}${Math.max(0, ids.length - 1)} left.${next === null ? '' : nameAt(to)}`)
      if (next !== null) focusList()
      else requestAnimationFrame(() => document.querySelector<HTMLElement>('.empty-state h2')?.focus())
    },
    closePanel: () => {
      setPanel(null)
      focusList()
    },
    focusLater: (attempt) => {
      later.current = attempt
    },
    focusList,
  }
}
