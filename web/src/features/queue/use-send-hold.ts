import { useRef } from 'react'
import { useClient } from 'urql'
import { graphql } from '../../lib/graphql.ts'
import { announce } from '../../ui/announcer.tsx'
import { hideToast, showToast } from '../../ui/toasts.tsx'
import { refusalWords } from './refusal.ts'
import type { Review, Subject } from './use-review.ts'

/** Between Enter and the call: time to think again. In milliseconds. */
const holdMs = 10_000
/** How often an answer that did not come in time is looked for, and how long at most. In milliseconds. */
const lookMs = 2_000
const looks = 150

const sendQuery = graphql(`
  query SentAtOnce($id: ID!) {
    node(id: $id) { __typename ... on Send { id status message } }
  }
`)

export type SendHold = {
  /** Starts the hold; the draft leaves the list, and comes back when it is undone or refused. */
  start(subject: Subject): void
  /** Ends the newest hold, if one runs: nothing was called, nothing is sent. */
  cancelNewest(): boolean
}

/**
 * Approve and send as a person does it: ten seconds in which nothing has been asked of the server, then the call, then the platform's word.
 * A closed tab ends a hold as an undo does. The toast stays until there is an answer, wherever the reviewer has gone meanwhile.
 */
export function useSendHold(review: Review, showSend: (batchId: string) => void): SendHold {
  const client = useClient()
  const holds = useRef<{ subject: Subject; cancel(): void }[]>([])

  const tell = (subject: Subject, text: string, more: { tone?: 'ok' | 'bad'; batchId?: string | null; stays?: boolean } = {}): void => {
    const { tone, batchId, stays } = more
    showToast({
      id: `send ${subject.id}`,
      text: `${subject.name}: ${text}`,
      ...(tone ? { tone } : {}),
      ...(stays ? { lastsMs: null } : {}),
      ...(batchId == null ? {} : { action: { label: 'Show send', run: () => showSend(batchId) } }),
    })
  }

  /** The answer came too late for the call: the send itself is looked at until it has one. */
  const follow = async (subject: Subject, sendId: string, batchId: string | null): Promise<void> => {
    for (let look = 0; look < looks; look++) {
      await new Promise((resolve) => setTimeout(resolve, lookMs))
      const { data } = await client.query(sendQuery, { id: sendId }, { requestPolicy: 'network-only' })
      const send = data?.node?.__typename === 'Send' ? data.node : null
      if (send === null || send.status === 'IN_FLIGHT' || send.status === 'PLANNED') continue
      if (send.status === 'ACCEPTED' || send.status === 'PROVEN') return sent(subject, batchId)
      const words = send.status === 'UNKNOWN' ? 'No clear answer from GHL. It counts as sent.' : `Not sent: ${send.message ?? 'refused'}`
      announce(words, 'assertive')
      return tell(subject, words, { tone: 'bad', batchId })
    }
  }

  const sent = (subject: Subject, batchId: string | null): void => {
    const words = 'Email sent via GHL. Proof is expected within an hour.'
    announce(words)
    tell(subject, words, { tone: 'ok', batchId })
  }

  const call = async (subject: Subject): Promise<void> => {
    tell(subject, 'Sending…', { stays: true })
    const outcome = await review.decisions.approveAndSend({ draftId: subject.id, version: subject.version })
    if (!outcome.done) {
      review.putBack(subject.id)
      review.note(subject, 'sent', outcome.refusal, null)
      return tell(subject, refusalWords('sent', outcome.refusal), { tone: 'bad' })
    }
    const { send, message } = outcome
    if (send.status === 'ACCEPTED' || send.status === 'PROVEN') return sent(subject, send.batchId)
    const isOpen = send.status === 'IN_FLIGHT' || send.status === 'PLANNED'
    announce(message)
    tell(subject, message, { batchId: send.batchId, stays: isOpen, ...(isOpen ? {} : { tone: 'bad' }) })
    if (isOpen) await follow(subject, send.id, send.batchId)
  }

  return {
    start: (subject) => {
      const endsAt = performance.now() + holdMs
      const end = (): void => {
        clearInterval(timer)
        holds.current = holds.current.filter((hold) => hold !== own)
      }
      const own = {
        subject,
        cancel: () => {
          end()
          hideToast(`send ${subject.id}`)
          review.putBack(subject.id)
          announce(`Undone. ${subject.name} is pending again; nothing was sent.`)
        },
      }
      const draw = (): void => {
        const leftMs = endsAt - performance.now()
        if (leftMs <= 0) {
          end()
          void call(subject)
          return
        }
        showToast({
          id: `send ${subject.id}`,
          text: `${subject.name}: sends in ${Math.ceil(leftMs / 1_000)} s.`,
          left: leftMs / holdMs,
          lastsMs: null,
          action: { label: 'Undo', keys: 'u', run: own.cancel },
        })
      }
      const timer = setInterval(draw, 250)
      holds.current.push(own)
      review.leave([subject.id])
      draw()
      announce(`Sends in ${holdMs / 1_000} seconds. Undo with u.`)
    },
    cancelNewest: () => {
      const newest = holds.current.at(-1)
      newest?.cancel()
      return newest !== undefined
    },
  }
}
