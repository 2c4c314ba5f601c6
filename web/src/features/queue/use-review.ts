import { useRef, useState } from 'react'
import { readCalmNow } from '../../lib/calm-reads.ts'
import { announce } from '../../ui/announcer.tsx'
import { hideToast, showToast } from '../../ui/toasts.tsx'
import { type Refusal, refusalWords } from './refusal.ts'
import { type Decisions, type Outcome, useDecisions } from './use-decisions.ts'

/** What is decided about: the card as it is painted, never the list's cursor. */
export type Subject = {
  id: string
  version: number
  name: string
  /** Ends when the decision has its answer, which says the version that an undo names: whether it was made. */
  settled?: Promise<boolean>
}
export type Notice = { refusal: Refusal; words: string; typed: string | null }

/** A second press within this time belongs to the first. */
const guardMs = 250

export type Review = {
  left: ReadonlySet<string>
  notices: ReadonlyMap<string, Notice>
  /** False for a second press that belongs to the first: nothing was decided, and nothing moves on. */
  decide(what: 'approved' | 'rejected', subject: Subject, run: (decisions: Decisions) => Promise<Outcome>, typed: string | null): boolean
  undoNewest(): void
  /** Tells a refusal on its card and keeps what was typed; the draft stays where it is. */
  note(subject: Subject, what: string, refusal: Refusal, typed: string | null): void
  /** Undoes the decision on this draft, whoever made it. */
  undo(subject: Subject): void
  /** A decision or a bulk was made: these are gone from the list. */
  leave(ids: readonly string[]): void
  /** What left comes back: it was undone or refused. */
  putBack(id: string): void
  decisions: Decisions
}

/** Decisions as a person makes them: gone at once, put back visibly when refused, undone newest first. */
export function useReview(onShow: (id: string) => void): Review {
  const decisions = useDecisions()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [notices, setNotices] = useState<ReadonlyMap<string, Notice>>(new Map())
  const decided = useRef<Subject[]>([])
  const pressedAt = useRef(Number.NEGATIVE_INFINITY)

  const leave = (id: string): void => setLeft((before) => new Set([...before, id]))
  const putBack = (id: string): void => setLeft((before) => new Set([...before].filter((other) => other !== id)))
  const note = (id: string, notice: Notice): void => setNotices((before) => new Map([...before, [id, notice]]))

  const refused = (what: string, subject: Subject, refusal: Refusal, typed: string | null): void => {
    const words = refusalWords(what, refusal)
    putBack(subject.id)
    note(subject.id, { refusal, words, typed })
    decided.current = decided.current.filter((other) => other.id !== subject.id)
    hideToast('decided')
    announce(words, 'assertive')
    showToast({
      id: `refused ${subject.id}`,
      tone: 'bad',
      text: `${subject.name}: ${words}`,
      action: {
        label: 'Show',
        run: () => {
          hideToast(`refused ${subject.id}`)
          onShow(subject.id)
        },
      },
    })
  }

  const undoNewest = (): void => {
    const subject = decided.current.pop()
    hideToast('decided')
    if (subject) undo(subject)
    else announce('Nothing to undo.')
  }
  const undo = (subject: Subject): void => {
    decided.current = decided.current.filter((other) => other.id !== subject.id)
    putBack(subject.id)
    const undone = async (): Promise<Outcome | null> => {
      // Refused, or without an answer: that was said, and the card is back.
      if ((await subject.settled) === false) return null
      return decisions.undo({ draftId: subject.id, version: subject.version })
    }
    void undone().then((outcome) => {
      if (outcome === null) return
      if (outcome.done) {
        announce(`Undone. ${subject.name} is pending again.`)
        readCalmNow()
        onShow(subject.id)
      } else {
        leave(subject.id)
        const words = refusalWords('undone', outcome.refusal)
        announce(words, 'assertive')
        showToast({ id: 'decided', tone: 'bad', text: words })
      }
    })
  }

  return {
    left,
    notices,
    decisions,
    undoNewest,
    undo,
    note: (subject, what, refusal, typed) => {
      const words = refusalWords(what, refusal)
      note(subject.id, { refusal, words, typed })
      announce(words, 'assertive')
    },
    putBack,
    leave: (ids) => setLeft((before) => new Set([...before, ...ids])),
    decide: (what, subject, run, typed) => {
      if (performance.now() - pressedAt.current < guardMs) return false
      pressedAt.current = performance.now()
      leave(subject.id)
      decided.current.push(subject)
      const count = decided.current.length
      const verb = what === 'approved' ? 'Approved' : 'Rejected'
      showToast({
        id: 'decided',
        tone: 'ok',
        text: `${verb} ${subject.name}.${count > 1 ? ` ${count} decided.` : ''}`,
        action: { label: 'Undo', keys: 'u', run: undoNewest },
      })
      subject.settled = run(decisions).then((outcome) => {
        if (!outcome.done) refused(what, subject, outcome.refusal, typed)
        else if (outcome.version !== null) subject.version = outcome.version
        return outcome.done
      })
      return true
    },
  }
}
