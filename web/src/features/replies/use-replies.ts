import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { type CombinedError, useClient, useMutation, useQuery, useSubscription } from 'urql'
import { useSearchParams } from 'wouter'
import { pausedStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useStore } from '../../lib/store.ts'
import { type Pages, usePages } from '../../lib/use-pages.ts'
import { announce } from '../../ui/announcer.tsx'
import { showToast } from '../../ui/toasts.tsx'
import type { NamedDay } from './date-form.tsx'
import { classifyReply, type Reply, type ReplyClass, repliesQuery, replyChanged, replyQuery } from './reply-documents.ts'
import { nameOfReply } from './reply-row.tsx'
import { classLabel } from './reply-words.ts'

export type Which = 'decide' | 'all' | 'unmatched'
const pageSize = 50
/** A second press within this time belongs to the first, in milliseconds. */
const guardMs = 250
/** What somebody else has said of the open reply less than this long ago nobody has read, in milliseconds. */
const readMs = 1_000
/** After the last move through the list, in milliseconds: browsers let a page change its address only so often. */
const movedMs = 150

export type Inbox = Pages<Reply> & {
  which: Which
  show(which: Which): void
  /** The reply that lies open. It never changes by itself: what comes in, or leaves the list, takes the place of nothing that is read. */
  active: Reply | null
  /** The address names one that is not there. */
  isGone: boolean
  /** Why the one that the address names could not be looked for, and how that is tried again. */
  notRead: { error: CombinedError; again(): void } | null
  /** Why the last word about the open reply was not taken. */
  refused: string | null
  open(id: string): void
  move(by: 1 | -1): void
  /** Says what the open reply is and which day it names, and goes on to the next where the list is of those to decide. */
  classify(to: ReplyClass, day?: NamedDay): Promise<void>
  put(reply: Reply): void
}

const without = <Value>(map: ReadonlyMap<string, Value>, id: string): Map<string, Value> => new Map([...map].filter(([key]) => key !== id))

/** The inbox: its rows as they were loaded, with what was said since in their place; live. Which list it is, and which reply was opened, stand in the address. */
export function useReplies(me: string): Inbox {
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab')
  const which: Which = tab === 'decide' || tab === 'unmatched' ? tab : 'all'
  const named = address.get('reply')
  const [wanted, setWanted] = useState(named)
  const [seen, setSeen] = useState(named)
  const written = useRef(named)
  const [changed, setChanged] = useState<ReadonlyMap<string, Reply>>(new Map())
  const [hoped, setHoped] = useState<ReadonlyMap<string, Reply>>(new Map())
  const [desk, setDesk] = useState<{ which: Which; at: number; reply: Reply } | null>(null)
  const [refused, setRefused] = useState<{ id: string; words: string } | null>(null)
  const pressedAt = useRef(Number.NEGATIVE_INFINITY)
  const paused = useStore(pausedStore)
  const [, run] = useMutation(classifyReply)
  // Another address than was written here is somebody's wish: a link, or the way back.
  if (named !== seen) {
    setSeen(named)
    if (named !== written.current) setWanted(named)
    written.current = named
  }
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
  const asItStands = (reply: Reply): Reply => {
    const newer = changed.get(reply.id)
    return hoped.get(reply.id) ?? (newer !== undefined && newer.version >= reply.version ? newer : reply)
  }
  const rows = pages.rows.map(asItStands)
  const lies = desk !== null && (pages.loading || desk.which === which) && (wanted === null || desk.reply.id === wanted)
  const activeId = wanted ?? (lies ? desk.reply.id : rows[0]?.id)
  const at = rows.findIndex(({ id }) => id === activeId)
  // One that a link names may be older than what was loaded, or of another list; one that lies open may have left it.
  const isElsewhere = activeId !== undefined && !pages.loading && at === -1
  const [{ data: one, error: noOne, fetching }, again] = useQuery({
    query: replyQuery,
    variables: { id: activeId ?? '' },
    pause: !isElsewhere,
  })
  const apart = isElsewhere && one?.node?.__typename === 'Reply' && one.node.id === activeId ? asItStands(one.node) : null
  const active = rows[at] ?? apart ?? (lies ? asItStands(desk.reply) : null)
  const place = at >= 0 ? at : (desk?.at ?? 0)
  if (active !== null && !pages.loading && (desk?.which !== which || desk.reply !== active || desk.at !== place))
    setDesk({ which, at: place, reply: active })

  const verdict = `${active?.class} ${active?.confirmedBy}`
  // When what is said of the open reply last changed under the reader's eyes.
  const lately = useRef({ id: active?.id, verdict, at: Number.NEGATIVE_INFINITY })
  useLayoutEffect(() => {
    if (lately.current.id === active?.id && lately.current.verdict === verdict) return
    lately.current = { id: active?.id, verdict, at: lately.current.id === active?.id ? performance.now() : Number.NEGATIVE_INFINITY }
  }, [active?.id, verdict])

  const put = (reply: Reply): void => setChanged((map) => new Map(map).set(reply.id, reply))
  const client = useClient()
  const read = async (id: string): Promise<void> => {
    const { data } = await client.query(replyQuery, { id }, { requestPolicy: 'network-only' }).toPromise()
    if (data?.node?.__typename === 'Reply') put(data.node)
  }
  const [{ data: live }] = useSubscription({ query: replyChanged, pause: paused })
  const hear = useEffectEvent((event: Pick<Reply, 'id' | 'version'>) => {
    const listed = rows.find(({ id }) => id === event.id)
    const isOpen = event.id === activeId
    // Several may have come at once, and only the last is told of: a short list is asked for again whatever it was.
    const isShort = pages.rows.length <= pageSize
    if (isShort || (!listed && !isOpen)) pages.reload()
    // What follows from a word, whether a doubt still stands above all, is not told with it.
    if (listed ? !isShort && event.version > listed.version : isOpen) void read(event.id)
  })
  useEffect(() => {
    if (live) hear(live.replyChanged)
  }, [live])

  const write = (to: Which, id: string | null): void => {
    written.current = id
    setAddress({ ...(to === 'all' ? {} : { tab: to }), ...(id === null ? {} : { reply: id }) }, { replace: true })
  }
  useEffect(() => {
    if (wanted === named) return
    const timer = setTimeout(() => write(which, wanted), movedMs)
    return () => clearTimeout(timer)
  })
  const go = (to: Which, id: string | null): void => {
    setWanted(id)
    write(to, id)
  }
  const open = (id: string): void => {
    setRefused(null)
    setWanted(id)
  }
  return {
    ...pages,
    rows,
    which,
    show: (to) => go(to, null),
    active,
    // What failed says nothing of whether there is such a reply; nor does the answer about another one, which stays until this one's has come.
    isGone: isElsewhere && active === null && !fetching && noOne === undefined && one?.node === null,
    notRead:
      isElsewhere && active === null && !fetching && noOne !== undefined
        ? { error: noOne, again: () => again({ requestPolicy: 'network-only' }) }
        : null,
    refused: refused !== null && refused.id === active?.id ? refused.words : null,
    open,
    put,
    move: (by) => {
      // What left the list has left its place to the one after it.
      const to = at >= 0 ? at + by : place - (by === 1 ? 0 : 1)
      const next = rows[Math.max(0, Math.min(rows.length - 1, to))]
      if (next) open(next.id)
    },
    classify: async (to, day) => {
      if (active === null || hoped.has(active.id) || performance.now() - pressedAt.current < guardMs) return
      pressedAt.current = performance.now()
      if (active.confirmedBy !== null && active.confirmedBy !== me && pressedAt.current - lately.current.at < readMs)
        return announce(`${active.confirmedBy} has just said what it is.`, 'assertive')
      const said = active
      const name = nameOfReply(said)
      const next = rows[at + 1]
      setHoped((map) => new Map(map).set(said.id, { ...said, class: to, confirmedBy: me }))
      setRefused(null)
      announce(`${name}: ${classLabel(to)}.`)
      const goesOn = which === 'decide' && at >= 0 && next !== undefined
      const show = { label: 'Show', run: () => go('all', said.id) }
      if (goesOn) {
        setWanted(next.id)
        showToast({ id: 'reply-said', tone: 'ok', text: `${name}: ${classLabel(to).toLowerCase()}.`, action: show })
      }
      const { data, error } = await run({
        input: { replyId: said.id, class: to, ...day, version: said.version, clientMutationId: newId() },
      })
      const answer = data?.classifyReply
      const why = refusedOf(answer, 'ClassifyReplySuccess', error)
      if (answer?.__typename === 'ClassifyReplySuccess') put(answer.reply)
      setHoped((map) => without(map, said.id))
      if (why === null) return
      const words = `Not kept. ${why.message}`
      setRefused({ id: said.id, words })
      announce(words, 'assertive')
      if (goesOn) showToast({ id: 'reply-said', tone: 'bad', text: `${name}: ${words}`, action: show })
    },
  }
}
