import type { Change, GraphQLContext } from '../graphql/context.ts'
import { createLoaders } from '../graphql/loaders.ts'

/**
 * A subscription's source: one event for each batch of changes, read where they were committed whoever listens. Ends when the client goes: yoga and graphql-ws call `return()`,
 * which aborts the wait. Loaders remember what they have read, so that each batch gets new ones.
 */
export function changesOf(context: GraphQLContext, topics: readonly string[]): AsyncIterable<Change[]> {
  context.reader = context.freshReader
  context.loaders = createLoaders(context.reader, context.addressLists)
  return {
    [Symbol.asyncIterator]() {
      const gone = new AbortController()
      const inner = context.live.changes(topics, gone.signal)[Symbol.asyncIterator]()
      return {
        async next() {
          const batch = await inner.next()
          context.loaders = createLoaders(context.reader, context.addressLists)
          return batch
        },
        async return() {
          gone.abort()
          await inner.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Whether a change concerns one thing: itself, or "many, or unknown". */
export function concerns(changes: readonly Change[], id: string): boolean {
  return changes.some(({ subject }) => subject === null || subject === id)
}

/**
 * Events made of changes by a generator. A generator that waits can't be told to end: this one's source is ended first, so that nothing
 * goes on waiting for a client that has gone.
 */
export function eventsOf<Event>(
  changes: AsyncIterable<Change[]>,
  make: (changes: AsyncIterable<Change[]>) => AsyncGenerator<Event>,
): AsyncIterable<Event> {
  return {
    [Symbol.asyncIterator]() {
      const source = changes[Symbol.asyncIterator]()
      const events = make({ [Symbol.asyncIterator]: () => source })
      return {
        next: () => events.next(),
        async return() {
          await source.return?.()
          return events.return(undefined)
        },
      }
    },
  }
}

/** Only the batches that concern one thing. */
export function eventsFor(changes: AsyncIterable<Change[]>, id: string): AsyncIterable<true> {
  return eventsOf(changes, async function* (batches): AsyncGenerator<true> {
    for await (const batch of batches) if (concerns(batch, id)) yield true
  })
}
