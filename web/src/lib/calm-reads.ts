import type { Client, Exchange, Operation } from '@urql/core'

/** Put into a query's context: what is long, and may be read again a moment later than what it is made of has changed. */
export const calm = { isCalm: true } as const

/** For how long what has changed is collected before it is read again, in milliseconds. */
const collectMs = 300

let readNow = (): void => undefined

/** Reads at once what waits to be read again: a person has asked to see it. */
export function readCalmNow(): void {
  readNow()
}

/**
 * A cache that reads calm queries again only once for all that changes within a moment. A list of drafts rests on every draft in it, with
 * its lead and its company: each answer that brings a word about one of them, half a dozen for a key, had all rows read again.
 */
export function calmReads(cache: Exchange): Exchange {
  return (input) => {
    const waiting = new Map<number, Operation>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = (): void => {
      clearTimeout(timer)
      timer = undefined
      const operations = [...waiting.values()]
      waiting.clear()
      for (const operation of operations) input.client.reexecuteOperation(operation)
    }
    readNow = read
    const again = (operation: Operation): void => {
      const { requestPolicy, isCalm } = operation.context
      if (operation.kind === 'query' && requestPolicy === 'cache-first' && isCalm === true) {
        waiting.set(operation.key, operation)
        timer ??= setTimeout(read, collectMs)
      } else input.client.reexecuteOperation(operation)
    }
    const client: Client = new Proxy(input.client, {
      get: (target, name) => (name === 'reexecuteOperation' ? again : Reflect.get(target, name)),
    })
    return cache({ ...input, client })
  }
}
