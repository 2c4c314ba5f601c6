import { type SQL, sql } from 'drizzle-orm'

/** Where a page starts: the sort value and the id of the row before it. */
export type Cursor = { value: string | number; id: string }

/** A cursor that this list did not give out. */
export class CursorError extends Error {
  override name = 'CursorError'
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Opaque to clients. `order` names the list's order, so that a cursor of one order is refused by another. */
export function encodeCursor(order: string, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([order, cursor.value, cursor.id])).toString('base64url')
}

/** Throws CursorError for anything that was not made by `encodeCursor` for this order. */
export function decodeCursor(order: string, text: string): Cursor {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    throw new CursorError('This cursor is not one that the API gave out.')
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw new CursorError('This cursor is not one that the API gave out.')
  const [madeFor, value, id]: unknown[] = parts
  if (madeFor !== order) throw new CursorError('This cursor belongs to a list in another order.')
  if ((typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) || typeof id !== 'string' || !uuid.test(id)) {
    throw new CursorError('This cursor is not one that the API gave out.')
  }
  return { value, id }
}

/** One way to sort a list: its columns, how the sort value is written in SQL, and its direction. */
export type KeysetOrder = {
  /** Goes into the cursor. */
  name: string
  value: SQL
  id: SQL
  /** The sort value's SQL type, for the cursor's value. */
  type: 'smallint' | 'integer' | 'text' | 'timestamptz' | 'uuid'
  descending: boolean
}

/**
 * The rows after (or before) a cursor, as a row comparison, which an index on (value, id) answers in one step. Written with OR it
 * would read every page before it.
 */
export function beyond(order: KeysetOrder, cursor: Cursor, backward: boolean): SQL {
  const sign = sql.raw(order.descending !== backward ? '<' : '>')
  const type = sql.raw(order.type)
  return sql`(${order.value}, ${order.id}) ${sign} (${String(cursor.value)}::${type}, ${cursor.id}::uuid)`
}

/** The ORDER BY that goes with `beyond`. */
export function keysetOrderBy(order: KeysetOrder, backward: boolean): SQL {
  const direction = sql.raw(order.descending !== backward ? 'desc' : 'asc')
  return sql`${order.value} ${direction}, ${order.id} ${direction}`
}
