/**
 * Hands out one item after the other and already fetches the next while the one at hand is worked on, so that reading a file and writing its
 * rows take turns on two processors. Holds two items at most. An error of the source is thrown in its turn.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]()
  const fetch = () => {
    const next = items.next()
    // Whoever stops early never asks for it; it is thrown below where it is asked for.
    next.catch(() => {})
    return next
  }
  let coming = fetch()
  try {
    for (;;) {
      const { value, done } = await coming
      if (done) return
      coming = fetch()
      yield value
    }
  } finally {
    // Waits behind what is still being fetched.
    await items.return?.()
  }
}
