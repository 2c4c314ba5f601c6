import type { Change, GraphQLContext } from '../graphql/context.ts'

/**
 * A subscription's source: one event for each batch of changes. Ends when the client goes: yoga and graphql-ws call `return()`,
 * which aborts the wait.
 */
export function changesOf(context: GraphQLContext, topics: readonly string[]): AsyncIterable<Change[]> {
  return {
    [Symbol.asyncIterator]() {
      const gone = new AbortController()
      const inner = context.live.changes(topics, gone.signal)[Symbol.asyncIterator]()
      return {
        next: () => inner.next(),
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

/** Only the batches that concern one thing, with one event at the start, so that a subscriber that comes back has the state at once. */
export async function* eventsFor(changes: AsyncIterable<Change[]>, id: string): AsyncIterable<true> {
  for await (const batch of changes) {
    if (concerns(batch, id)) yield true
  }
}
