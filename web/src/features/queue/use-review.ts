import { useEffect, useRef, useState } from 'react'
import { announce } from '../../ui/announcer.tsx'
import { hideToast, showToast } from '../../ui/toasts.tsx'
import { type Refusal, refusalWords } from './refusal.ts'
import { type Decisions, type Outcome, useDecisions } from './use-decisions.ts'

/** What is decided about: the card as it is painted, never the list's cursor. */
export type Subject = { id: string; version: number; name: string }
export type Notice = { refusal: Refusal; words: string; typed: string | null }

/** A second press within this time belongs to the first. */
const guardMs = 250
const holdSeconds = 10

export type Review = {
  left: ReadonlySet<string>
  notices: ReadonlyMap<string, Notice>
  decide(what: 'approved' | 'rejected', subject: Subject, run: (decisions: Decisions) => Promise<Outcome>, typed: string | null): void
  undoNewest(): void
  holdSend(subject: Subject, run: (decisions: Decisions) => Promise<Outcome>): void
  decisions: Decisions
}

/** Decisions as a person makes them: gone at once, put back visibly when refused, undone newest first. */
export function useReview(onShow: (id: string) => void): Review {
  const decisions = useDecisions()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [notices, setNotices] = useState<ReadonlyMap<string, Notice>>(new Map())
  const decided = useRef<Subject[]>([])
  const pressedAt = useRef(Number.NEGATIVE_INFINITY)
  const cancelHold = useRef<(() => void) | null>(null)
  // A page that is left sends nothing: the hold lives and dies with it, and says so.
  useEffect(() => () => cancelHold.current?.(), [])

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
      action: { label: 'Show', run: () => onShow(subject.id) },
    })
  }

  const undoNewest = (): void => {
    if (cancelHold.current) {
      cancelHold.current()
      return
    }
    const subject = decided.current.pop()
    hideToast('decided')
    if (!subject) {
      announce('Nothing to undo.')
      return
    }
    putBack(subject.id)
    void decisions.undo({ draftId: subject.id, version: subject.version }).then((outcome) => {
      if (outcome.done) {
        announce(`Undone. ${subject.name} is pending again.`)
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
    decide: (what, subject, run, typed) => {
      if (performance.now() - pressedAt.current < guardMs) return
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
      void run(decisions).then((outcome) => {
        if (!outcome.done) refused(what, subject, outcome.refusal, typed)
        else if (outcome.version !== null) subject.version = outcome.version
      })
    },
    holdSend: (subject, run) => {
      if (cancelHold.current) {
        announce('Another send is still held. Undo it or wait for it.', 'assertive')
        return
      }
      let leftSeconds = holdSeconds
      const cancel = (): void => {
        clearInterval(timer)
        cancelHold.current = null
        hideToast('send')
        announce('Not sent.')
      }
      const show = (): void =>
        showToast({
          id: 'send',
          text: `Sends to ${subject.name} in ${leftSeconds} s.`,
          lastsMs: null,
          action: { label: 'Undo', keys: 'u', run: cancel },
        })
      show()
      cancelHold.current = cancel
      announce(`Sends in ${holdSeconds} seconds.`)
      const timer = setInterval(() => {
        leftSeconds--
        if (leftSeconds > 0) {
          show()
          return
        }
        clearInterval(timer)
        cancelHold.current = null
        showToast({ id: 'send', text: `Sending to ${subject.name}…`, lastsMs: null })
        void run(decisions).then((outcome) => {
          const text = outcome.done ? (outcome.message ?? 'In flight, no answer yet') : refusalWords('sent', outcome.refusal)
          showToast({ id: 'send', text, tone: outcome.done ? 'ok' : 'bad', lastsMs: null })
          announce(text, outcome.done ? 'polite' : 'assertive')
          if (outcome.done) leave(subject.id)
        })
      }, 1000)
    },
  }
}
