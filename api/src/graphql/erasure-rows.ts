import type { Reader } from '@swarm/db/read'
import { erasure } from '@swarm/db/schema/erasure'
import { sql } from 'drizzle-orm'
import { rowsInOrder } from './rows-in-order.ts'

export type ErasureRow = {
  id: string
  leadId: string | null
  askedBy: string
  askedAt: Date
  waitsFor: string[]
  heldBy: string[]
  doneAt: Date | null
  rows: number | null
  names: string[]
}

export const erasureColumns = {
  id: erasure.id,
  leadId: erasure.leadId,
  askedBy: erasure.askedBy,
  askedAt: erasure.askedAt,
  waitsFor: erasure.waitsFor,
  heldBy: erasure.heldBy,
  doneAt: erasure.doneAt,
  rows: erasure.rows,
  names: sql<string[]>`names_of_erasure(${erasure.id})`,
}

/** The erasure of each of these leads; null where nobody asked for one. */
export async function loadErasures(reader: Reader, leadIds: readonly string[]): Promise<(ErasureRow | null)[]> {
  const rows = await reader.read((db) =>
    db
      .select(erasureColumns)
      .from(erasure)
      .where(sql`${erasure.leadId} = any(${sql.param([...leadIds])}::uuid[])`),
  )
  return rowsInOrder(leadIds, rows, (row) => row.leadId ?? '')
}

/** One erasure; null when there is none. */
export async function loadErasure(reader: Reader, id: string): Promise<ErasureRow | null> {
  const [row] = await reader.read((db) => db.select(erasureColumns).from(erasure).where(sql`${erasure.id} = ${id}::uuid`))
  return row ?? null
}
