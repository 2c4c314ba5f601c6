import { type RefObject, useState } from 'react'
import { keepText } from '../../lib/drafted-text.ts'
import { businessNow } from '../../lib/now.ts'
import { announce } from '../../ui/announcer.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { isEdited, type Refusals } from './card-draft.ts'
import type { EditedText } from './edit-panel.tsx'
import { editOf, keepEdit } from './edited-text.ts'
import { refusalWords } from './refusal.ts'
import type { Rejection } from './reject-panel.tsx'
import type { CardView, ReviewCardHandle } from './review-card.tsx'
import type { BulkOutcome } from './use-decisions.ts'
import type { Queue } from './use-queue.ts'
import { type Desk, subjectOf } from './use-queue-desk.ts'
import type { Review } from './use-review.ts'
import type { SendHold } from './use-send-hold.ts'

const views: CardView[] = ['result', 'difference', 'original']

export type Commands = {
  edited: EditedText | null
  setEdited(text: EditedText): void
  outcomes: readonly BulkOutcome[] | null
  approve(): void
  /** Asks whether to send at once. */
  openSend(): void
  sendNow(): void
  openReject(): void
  reject(rejection: Rejection): void
  startEdit(): void
  save(andApprove: boolean): Promise<void>
  undo(): void
  /** Has another draft made in this one's place. */
  recraft(): Promise<void>
  openBulk(decision: 'approve' | 'reject'): void
  decideBulk(decision: 'approve' | 'reject', rejection: Rejection | null, versions: ReadonlyMap<string, number>): Promise<void>
  closeBulk(): void
  cycleView(): void
  flag(all: boolean, reason: string): Promise<void>
  cleanUp(): Promise<void>
}

/** What a reviewer can do at the desk. Refusals are said where the key was pressed, and nothing typed is lost by one. */
export function useQueueCommands(
  desk: Desk,
  queue: Queue,
  review: Review,
  refusals: Refusals,
  hold: SendHold,
  card: RefObject<ReviewCardHandle | null>,
): Commands {
  const [edited, setEdited] = useState<EditedText | null>(null)
  const [outcomes, setOutcomes] = useState<readonly BulkOutcome[] | null>(null)
  const { draft } = desk
  const decideRefusal = refusals.decide
  const refused = (what: string, refusal: string): void => announce(`Not ${what}. ${refusal}`, 'assertive')

  const approve = (): void => {
    const refusal = decideRefusal ?? desk.approveRefusal
    if (!draft || refusal) {
      refused('approved', refusal ?? 'Still loading.')
      card.current?.focusFirstFailing()
      return
    }
    const subject = subjectOf(draft)
    const input = { draftId: subject.id, version: subject.version }
    if (review.decide('approved', subject, (decisions) => decisions.approve(input), null)) desk.goOn(`Approved ${subject.name}`)
  }

  return {
    edited,
    setEdited: (text) => {
      setEdited(text)
      if (draft) keepEdit(draft.id, text, Date.now())
    },
    outcomes,
    approve,
    openSend: () => {
      const refusal = decideRefusal ?? refusals.send ?? desk.approveRefusal
      if (refusal) refused('sent', refusal)
      else if (draft) desk.setPanel('send')
    },
    sendNow: () => {
      if (!draft) return
      const subject = subjectOf(draft)
      hold.start(subject)
      desk.goOn(`Holding ${subject.name}`)
    },
    openReject: () => {
      if (refusals.type) refused('rejected', refusals.type)
      else if (draft) desk.setPanel('reject')
    },
    reject: ({ tag, reason, exclude }) => {
      if (!draft) return
      const subject = subjectOf(draft)
      const input = { draftId: subject.id, version: subject.version, tag, reason, exclude }
      if (!review.decide('rejected', subject, (decisions) => decisions.reject(input), reason)) return
      keepText(`reject.${subject.id}`, '', Date.now())
      desk.setReason('')
      desk.goOn(`Rejected ${subject.name}`)
    },
    startEdit: () => {
      if (!draft) return
      if (refusals.type) return refused('opened for editing', refusals.type)
      const { text, isKept } = editOf(draft, Date.now())
      setEdited(text)
      desk.setPanel('edit')
      if (isKept) announce('Your text of before is back.')
    },
    save: async (andApprove) => {
      if (!draft || !edited) return
      if (decideRefusal) return refused('saved', decideRefusal)
      const subject = subjectOf(draft)
      const text = {
        draftId: subject.id,
        version: subject.version,
        body: edited.body,
        ...(edited.subject === null ? {} : { subject: edited.subject }),
      }
      const typed = edited.subject === null ? edited.body : `${edited.subject}\n\n${edited.body}`
      if (andApprove) {
        const input = { ...text, ...(edited.note ? { note: edited.note } : {}) }
        const isDecided = review.decide(
          'approved',
          subject,
          async (decisions) => {
            const outcome = await decisions.approve(input)
            if (outcome.done) keepEdit(subject.id, null, Date.now())
            return outcome
          },
          typed,
        )
        if (isDecided) desk.goOn(`Approved ${subject.name}`)
        return
      }
      const outcome = await review.decisions.edit(text)
      if (!outcome.done) {
        review.note(subject, 'saved', outcome.refusal, typed)
        return
      }
      keepEdit(subject.id, null, Date.now())
      if (outcome.version !== null) desk.painted.takeOwn(outcome.version)
      desk.focusLater(() => card.current?.focusEdit() ?? false)
      desk.setPanel(null)
      announce('Saved.')
    },
    undo: () => {
      if (hold.cancelNewest()) return
      if (draft && draft.status !== 'PENDING' && draft.undoUntil && Date.parse(draft.undoUntil) > businessNow())
        review.undo(subjectOf(draft))
      else review.undoNewest()
    },
    recraft: async () => {
      if (!draft) return
      if (decideRefusal) return refused('crafted again', decideRefusal)
      const subject = subjectOf(draft)
      const outcome = await review.decisions.recraft({ draftId: subject.id, version: subject.version })
      if (!outcome.done) return review.note(subject, 'crafted again', outcome.refusal, null)
      desk.showApart(outcome.draftId)
      desk.focusLater((activeId) => activeId === outcome.draftId && card.current?.focusName() === true)
      const words = outcome.isBlocked ? 'is blocked too' : 'waits in the queue'
      announce(`Crafted again. The new draft for ${subject.name} ${words}.`)
    },
    openBulk: (decision) => {
      if (desk.selected.size === 0) return announce('Select with x first.', 'assertive')
      setOutcomes(null)
      desk.setPanel(decision === 'approve' ? 'bulk-approve' : 'bulk-reject')
    },
    decideBulk: async (decision, rejection, versions) => {
      const decisions = [...versions].map(([draftId, version]) => ({
        draftId,
        version,
        decision: decision === 'approve' ? 'APPROVE' : 'REJECT',
        ...(rejection ? { tag: rejection.tag, reason: rejection.reason } : {}),
      }))
      const answer = await review.decisions.many(decisions)
      if (!Array.isArray(answer)) {
        const words = refusalWords('decided', 'code' in answer ? answer : { code: 'FAULT', message: 'No answer came.' })
        announce(words, 'assertive')
        showToast({ id: 'bulk', tone: 'bad', text: words })
        return
      }
      setOutcomes(answer)
      review.leave(answer.filter((one) => one.refusal === null).map((one) => one.draftId))
      desk.setSelected(new Set(answer.filter((one) => one.refusal !== null).map((one) => one.draftId)))
      const failed = answer.filter((one) => one.refusal !== null).length
      announce(`${answer.length - failed} ${decision === 'approve' ? 'approved' : 'rejected'}, ${failed} refused.`)
    },
    closeBulk: () => {
      setOutcomes(null)
      desk.closePanel()
    },
    cycleView: () => {
      if (desk.painted.newer) desk.painted.takeNewer()
      else if (draft && isEdited(draft)) desk.setView(views[(views.indexOf(desk.view) + 1) % views.length] ?? 'result')
      else announce('This text is as it was written.')
    },
    flag: async (all, reason) => {
      if (!draft) return
      const outcome = await review.decisions.flag(all ? null : draft.angle, reason)
      const what = all ? 'All sending is stopped' : `The angle ${draft.angle.replaceAll('_', ' ')} is stopped`
      const words = outcome.done ? `${what}: ${reason}` : refusalWords('stopped', outcome.refusal)
      announce(words, 'assertive')
      showToast({ id: 'fault', tone: outcome.done ? 'ok' : 'bad', text: words })
      if (outcome.done) desk.closePanel()
    },
    cleanUp: async () => {
      const outcome = await review.decisions.cleanUp()
      const words = outcome.done ? `Cleaned up ${outcome.cleaned ?? 0}.` : refusalWords('cleaned up', outcome.refusal)
      announce(words)
      showToast({ id: 'clean', tone: outcome.done ? 'ok' : 'bad', text: words })
      if (outcome.done) queue.retry()
    },
  }
}
