import type { Writer } from '@swarm/db/write'
import type { Wake } from '@swarm/jobs/queue/wake'
import { type NewDelivery, type StoredDelivery, storeDeliveries } from '@swarm/jobs/signals/store-deliveries'

/** How long the first of a group waits for others, in milliseconds. */
const gatherMs = 2
/** How often the runner is woken at most, in milliseconds: a wake-up costs as much as a delivery, and one is enough for all that wait. */
const wakeEveryMs = 100
/** Most deliveries in one statement, and most bytes of theirs unless one alone is larger. */
const mostAtOnce = 200
const mostBytesAtOnce = 8_000_000
/** Statements under way at a time: while one waits for the disk another is prepared; more would only make the groups smaller. */
const mostFlying = 2
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
 * One commit for all requests of the last few milliseconds; while groups commit the next one gathers. Nobody is answered before the
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
  let isGathering = false
  let flying = 0

  function gather(): void {
    if (isGathering || flying >= mostFlying || waiting.length === 0) return
    isGathering = true
    setTimeout(() => {
      isGathering = false
      void commit(takeGroup(waiting))
    }, gatherMs)
  }

  async function commit(group: Waiting[]): Promise<void> {
    flying++
    try {
      // One statement, which is a transaction by itself; it announces nothing, so nobody is told of it.
      const stored = await storeDeliveries(
        writer.sql,
        group.map(({ delivery }) => delivery),
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
    flying--
    gather()
  }

  return {
    store(delivery) {
      if (waiting.length >= mostWaiting) return Promise.reject(new InboxFullError())
      return new Promise((resolve, reject) => {
        waiting.push({ delivery, resolve, reject })
        gather()
      })
    },
  }
}

/** The oldest that wait, as many as go into one statement. */
function takeGroup(waiting: Waiting[]): Waiting[] {
  let bytes = 0
  const end = waiting.findIndex(({ delivery }, at) => {
    bytes += delivery.body.length
    return at >= mostAtOnce || bytes > mostBytesAtOnce
  })
  return waiting.splice(0, end === -1 ? waiting.length : Math.max(1, end))
}
