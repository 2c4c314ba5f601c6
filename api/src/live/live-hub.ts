import { type Listener, listen, type Notice } from '@swarm/db/listen'
import type { Log } from '@swarm/jobs/log'
import type { Change, LiveSource } from '../graphql/context.ts'

/** How long changes are gathered for one subscriber, in milliseconds: bursts are merged. */
const gatherMs = 20

export type LiveHub = LiveSource & {
  /** Called for every notice of a topic, before subscribers hear of it. */
  onTopic(topic: string, act: () => void): void
  stop(): Promise<void>
}

type Subscriber = { topics: readonly string[]; waiting: Map<string, Change>; wake: () => void }

/**
 * Hears of committed changes on one connection and hands them to this process's subscribers. After the connection was lost,
 * every subscriber is told that it may have missed something (a change without a subject), so that it reloads.
 */
export function createLiveHub(url: string, log: Log): LiveHub {
  const subscribers = new Set<Subscriber>()
  const actions = new Map<string, (() => void)[]>()

  const tell = ({ topic, subject }: Notice) => {
    for (const act of actions.get(topic) ?? []) act()
    for (const subscriber of subscribers) {
      if (!subscriber.topics.includes(topic)) continue
      subscriber.waiting.set(`${topic} ${subject}`, { topic, subject })
      subscriber.wake()
    }
  }
  const listener: Listener = listen(url, {
    onNotices: (notices) => notices.forEach(tell),
    onGap: () => {
      log.warn('live: the listening connection was lost; subscribers reload')
      for (const topic of new Set([...actions.keys(), ...[...subscribers].flatMap(({ topics }) => topics)])) tell({ topic, subject: null })
    },
    onError: (error) => log.warn({ err: error }, 'live: listening'),
  })

  return {
    async *changes(topics, signal) {
      let wake = () => {}
      const subscriber: Subscriber = { topics, waiting: new Map(), wake: () => wake() }
      subscribers.add(subscriber)
      const stop = () => wake()
      signal.addEventListener('abort', stop)
      try {
        while (!signal.aborted) {
          if (subscriber.waiting.size === 0) {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
            continue
          }
          const changes = [...subscriber.waiting.values()]
          subscriber.waiting.clear()
          yield changes
          await new Promise((resolve) => setTimeout(resolve, gatherMs))
        }
      } finally {
        signal.removeEventListener('abort', stop)
        subscribers.delete(subscriber)
      }
    },
    onTopic(topic, act) {
      actions.set(topic, [...(actions.get(topic) ?? []), act])
    },
    stop: () => listener.stop(),
  }
}
