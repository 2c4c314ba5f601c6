import { type SQL, sql } from 'drizzle-orm'

/** Where a page starts: the sort value and the id of the row before it. */
export type Cursor = { value: string | number; id: string }

/** A cursor that this list did not give out. */
export class CursorError extends Error {
  override name = 'CursorError'
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

const notOurs = 'This cursor is not one that the API gave out.'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** Whether a value could stand in the sort column: a forged one must be refused here, not by the database. */
const canBe: Record<KeysetOrder['type'], (value: unknown) => boolean> = {
  smallint: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 32_767,
  integer: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 2_147_483_647,
  text: (value) => typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000'),
  timestamptz: (value) => typeof value === 'string' && instantForm.test(value) && !Number.isNaN(Date.parse(value)),
  uuid: (value) => typeof value === 'string' && uuid.test(value),
}

/** Opaque to clients. The order's name goes in, so that a cursor of one order is refused by another. */
export function encodeCursor(order: Pick<KeysetOrder, 'name'>, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([order.name, cursor.value, cursor.id])).toString('base64url')
}

/** Throws CursorError for anything that was not made by `encodeCursor` for this order. */
export function decodeCursor(order: Pick<KeysetOrder, 'name' | 'type'>, text: string): Cursor {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    throw new CursorError(notOurs)
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw new CursorError(notOurs)
  const [madeFor, value, id]: unknown[] = parts
  if (madeFor !== order.name) throw new CursorError('This cursor belongs to a list in another order.')
  if ((typeof value !== 'string' && typeof value !== 'number') || !canBe[order.type](value)) throw new CursorError(notOurs)
  if (typeof id !== 'string' || !uuid.test(id)) throw new CursorError(notOurs)
  return { value, id }
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
