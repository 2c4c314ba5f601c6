import type { Writer } from '@swarm/db/write'
import type { Wake } from '@swarm/jobs/queue/wake'
import { type NewDelivery, type StoredDelivery, storeDeliveries } from '@swarm/jobs/signals/store-deliveries'

/** How long the first of a group waits for others, in milliseconds. */
const gatherMs = 3
/** How often the runner is woken at most, in milliseconds: a wake-up costs as much as a delivery, and one is enough for all that wait. */
const wakeEveryMs = 100
/** Most deliveries in one statement. */
const mostAtOnce = 200
/** Most that may wait; beyond, a sender is told to come again. */
const mostWaiting = 5_000

/** More came than can be kept: the sender comes again. */
export class InboxFullError extends Error {
  override name = 'InboxFullError'
}

export type DeliveryInbox = {
  /** Settles when the delivery is committed. Throws InboxFullError, or what the database said. */
  store(delivery: NewDelivery): Promise<StoredDelivery>
}

type Waiting = { delivery: NewDelivery; resolve: (stored: StoredDelivery) => void; reject: (error: unknown) => void }

/**
 * One commit for all requests of the last few milliseconds; while one commits the next group gathers. Nobody is answered before the
 * commit: what was answered is durable (I7). A failed commit fails its whole group; the senders come again, and the keys keep it once.
 */
export function createDeliveryInbox(writer: Writer, wake: Wake): DeliveryInbox {
  let nextWake: NodeJS.Timeout | null = null
  const wakeSoon = () => {
    if (nextWake !== null) return
    nextWake = setTimeout(() => {
      nextWake = null
      void wake('applyDeliveries', {}, 'waiting')
    }, wakeEveryMs)
    nextWake.unref()
  }
  const waiting: Waiting[] = []
  let isBusy = false

  async function work(): Promise<void> {
    isBusy = true
    await new Promise((resolve) => setTimeout(resolve, gatherMs))
    while (waiting.length > 0) {
      const group = waiting.splice(0, mostAtOnce)
      try {
        const stored = await writer.transaction((tx) =>
          storeDeliveries(
            tx,
            group.map(({ delivery }) => delivery),
          ),
        )
        if (stored.some(({ isDuplicate }) => !isDuplicate)) wakeSoon()
        group.forEach(({ resolve, reject }, at) => {
          const one = stored[at]
          if (one) resolve(one)
          else reject(new Error('a delivery was not stored'))
        })
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    isBusy = false
  }

  return {
    store(delivery) {
      if (waiting.length >= mostWaiting) return Promise.reject(new InboxFullError())
      return new Promise((resolve, reject) => {
        waiting.push({ delivery, resolve, reject })
        if (!isBusy) void work()
      })
    },
  }
}
