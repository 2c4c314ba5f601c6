import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'

/** `limit` and `starting_after`, from the query of a GET or the body of a POST. */
export const pageSchema = z.object({ limit: z.coerce.number().int().min(1).max(100).default(10), starting_after: z.string().nullish() })

/** One page after the cursor. A full page always carries a cursor, even when nothing follows, as Instantly's last page may. */
export function page<T>(
  items: readonly T[],
  { limit, starting_after }: z.infer<typeof pageSchema>,
  cursorOf: (item: T) => string,
  show: (item: T) => unknown,
): WireAnswer {
  const index = starting_after ? items.findIndex((item) => cursorOf(item) === starting_after) : -1
  // A cursor whose item is gone ends the list.
  const from = starting_after && index === -1 ? items.length : index + 1
  const shown = items.slice(from, from + limit)
  const last = shown.at(-1)
  const next = last !== undefined && shown.length === limit ? { next_starting_after: cursorOf(last) } : {}
  return jsonAnswer(200, { items: shown.map(show), ...next })
}
