import { useEffect, useEffectEvent, useState } from 'react'
import { useMutation, useSubscription } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { type Pages, usePages } from '../../lib/use-pages.ts'
import { announce } from '../../ui/announcer.tsx'
import type { NamedDay } from './date-form.tsx'
import { classifyReply, type Reply, type ReplyClass, repliesQuery, replyChanged } from './reply-documents.ts'
import { nameOfReply } from './reply-row.tsx'
import { classLabel } from './reply-words.ts'

export type Which = 'decide' | 'all' | 'unmatched'
const pageSize = 50

export type Inbox = Pages<Reply> & {
  active: Reply | null
  /** Why the last word about the open reply was not taken. */
  refused: string | null
  open(id: string): void
  move(by: 1 | -1): void
  /** Says what the open reply is and which day it names, and goes on to the next where the list is of those to decide. */
  classify(to: ReplyClass, day?: NamedDay): Promise<void>
  put(reply: Reply): void
}

/** The inbox: its rows as they were loaded, with what was said since in their place; live. */
export function useReplies(which: Which): Inbox {
  const [changed, setChanged] = useState(new Map<string, Reply>())
  const [activeId, setActiveId] = useState<string | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const [, run] = useMutation(classifyReply)
  const pages = usePages(
    repliesQuery,
    (after) => ({
      unconfirmed: which === 'decide' ? true : null,
      unmatched: which === 'unmatched' ? true : null,
      first: pageSize,
      after,
      count: after === null,
    }),
    (data) => ({ rows: data.replies.edges.map((edge) => edge.node), ...data.replies.pageInfo, total: data.replies.totalCount ?? null }),
    (reply) => reply.id,
  )
  const [{ data: live }] = useSubscription({ query: replyChanged })
  const hear = useEffectEvent(({ id }: { id: string }) => {
    // Several may have come at once, and only the last is told of: a short list is asked for again whatever it was.
    if (pages.rows.length <= pageSize || !pages.rows.some((row) => row.id === id)) pages.reload()
  })
  useEffect(() => {
    if (live) hear(live.replyChanged)
  }, [live])
  const rows = pages.rows.map((row) => {
    const newer = changed.get(row.id)
    return newer !== undefined && newer.version >= row.version ? newer : row
  })
  const at = rows.findIndex(({ id }) => id === activeId)
  const active = rows[Math.max(at, 0)] ?? null
  const put = (reply: Reply): void => setChanged((map) => new Map(map).set(reply.id, reply))
  const open = (id: string): void => {
    setRefused(null)
    setActiveId(id)
  }
  return {
    ...pages,
    rows,
    active,
    refused,
    open,
    put,
    move: (by) => {
      const next = rows[Math.max(0, Math.min(rows.length - 1, Math.max(at, 0) + by))]
      if (next) open(next.id)
    },
    classify: async (to, day) => {
      if (active === null) return
      const next = rows[rows.indexOf(active) + 1]
      const { data, error } = await run({
        input: { replyId: active.id, class: to, ...day, version: active.version, clientMutationId: newId() },
      })
      const answer = data?.classifyReply
      const why = refusedOf(answer, 'ClassifyReplySuccess', error)
      setRefused(why && `Not kept. ${why.message}`)
      announce(why ? `Not kept. ${why.message}` : `${nameOfReply(active)}: ${classLabel(to)}.`, why ? 'assertive' : 'polite')
      if (answer?.__typename !== 'ClassifyReplySuccess') return
      put(answer.reply)
      if (which === 'decide' && next) open(next.id)
    },
  }
}
