import type { ExecutionResult } from 'graphql'
import type { WebSocket } from 'ws'

/** One member of a shared subscription: its socket and the id that it gave its operation. */
export type Member = { socket: WebSocket; id: string }

/** A slow client is dropped at this many unsent bytes, never buffered without end. */
const mostBuffered = 1_000_000
/** WebSocket close code "try again later": the client reconnects and refetches. */
export const tooSlow = 1013

/** Who does not read will not read the close code either: the connection is cut after this, in milliseconds. */
const cutAfterMs = 3_000

/** Drops a client that leaves too much unread. Whether it did. */
export function dropIfSlow(socket: WebSocket): boolean {
  if (socket.bufferedAmount <= mostBuffered) return false
  if (socket.readyState === socket.OPEN) {
    socket.close(tooSlow, 'Too slow')
    setTimeout(() => socket.terminate(), cutAfterMs).unref()
  }
  return true
}

/** What executing a subscription gives: its events, or why there are none. */
export type Results = AsyncIterableIterator<ExecutionResult> | ExecutionResult

export type SharedSubscriptions = {
  join(key: string, member: Member, start: () => Promise<Results>): Promise<Results>
  /** How many executions run. */
  size(): number
}

type Source = { members: Set<Member>; results: Promise<Results> }

const isEvents = (results: Results): results is AsyncIterableIterator<ExecutionResult> => Symbol.asyncIterator in results

/**
 * Equal subscriptions share one execution and one serialised answer. Equal means: same document, variables and visibility; the caller
 * makes the key. A member gets an iterator that yields nothing and ends on `return()`; the pump writes to the sockets itself.
 */
export function createSharedSubscriptions(): SharedSubscriptions {
  const sources = new Map<string, Source>()

  async function pump(key: string, source: Source, iterator: AsyncIterator<ExecutionResult>): Promise<void> {
    try {
      for (let event = await iterator.next(); !event.done; event = await iterator.next()) {
        const payload = JSON.stringify(event.value)
        for (const { socket, id } of source.members) {
          if (!dropIfSlow(socket)) socket.send(`{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`)
        }
      }
    } catch {
      // Members are told below, by the end of their sockets; they come back and ask again.
    } finally {
      if (sources.get(key) === source) sources.delete(key)
      for (const { socket } of source.members) socket.close(tooSlow, 'Source ended')
    }
  }

  return {
    async join(key, member, start) {
      let source = sources.get(key)
      if (!source) {
        const fresh: Source = { members: new Set(), results: start() }
        source = fresh
        sources.set(key, fresh)
        fresh.results.then(
          (results) => {
            if (isEvents(results)) void pump(key, fresh, results)
            else sources.delete(key)
          },
          () => sources.delete(key),
        )
      }
      const shared = source
      shared.members.add(member)
      const results = await shared.results
      if (!isEvents(results)) return results

      let end = () => {}
      const ended = new Promise<IteratorResult<ExecutionResult>>((resolve) => {
        end = () => resolve({ done: true, value: undefined })
      })
      const silent: AsyncIterableIterator<ExecutionResult> = {
        next: () => ended,
        async return() {
          end()
          shared.members.delete(member)
          if (shared.members.size === 0 && sources.get(key) === shared) {
            sources.delete(key)
            await results.return?.()
          }
          return { done: true, value: undefined }
        },
        [Symbol.asyncIterator]() {
          return this
        },
      }
      return silent
    },
    size: () => sources.size,
  }
}
