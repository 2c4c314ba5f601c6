import type pg from 'pg'

/** How often it looks, in milliseconds: a frozen line is given up by so much later at most. */
const lookMs = 500

/**
 * Gives up statements without any answer after `mostMs`, the database's own word that it cancelled them included: the line is frozen. One timer
 * for the pool. `query_timeout` of `pg` makes one for each statement, and with it half of all that was read outlived the collections of the young
 * generation (without, next to nothing), was copied twice and stayed until the whole heap was collected (docs/performance.md).
 */
export function endFrozen(pool: pg.Pool, mostMs: number): void {
  const waiting = new Set<{ until: number; giveUp: () => void }>()
  let looking: NodeJS.Timeout | null = null

  const look = () => {
    for (const { until, giveUp } of waiting) if (performance.now() >= until) giveUp()
    if (waiting.size > 0 || looking === null) return
    clearInterval(looking)
    looking = null
  }

  pool.on('connect', (client) => {
    const query = client.query
    const ask = (given: readonly unknown[], tell: (...answer: unknown[]) => void): unknown => {
      const giveUp = () => {
        answer(new Error('Query read timeout'))
        // A line that is frozen is nobody's any more: whoever let go of it without an error would hand it to the next.
        void client.end().catch(() => {})
      }
      const one = { until: performance.now() + mostMs, giveUp }
      const answer = (...words: unknown[]) => {
        // What comes after it was given up is nobody's.
        if (waiting.delete(one)) tell(...words)
      }
      waiting.add(one)
      looking ??= setInterval(look, lookMs).unref()
      return Reflect.apply(query, client, [...given, answer])
    }
    const value = (...given: unknown[]): unknown => {
      const last = given.at(-1)
      if (typeof last === 'function') return ask(given.slice(0, -1), (...words) => Reflect.apply(last, undefined, words))
      return new Promise((resolve, reject) => {
        ask(given, (error, result) => (error ? reject(error) : resolve(result)))
      })
    }
    Object.defineProperty(client, 'query', { value, writable: true, configurable: true })
  })
}
