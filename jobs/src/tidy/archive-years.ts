import type { Writer } from '@swarm/db/write'

/** How long one year of one table may take, in milliseconds: some minutes for ten million rows. */
const longestMs = 30 * 60_000

/**
 * Signals, deliveries and timelines of years that ended a year ago move from their months into one partition for each year, each year of each
 * table by itself. Nothing leaves the database: timelines stay whole, figures of ten years too, and who is erased is found.
 */
export async function archiveYears(
  { pool }: Pick<Writer, 'pool'>,
  stopping?: AbortSignal,
): Promise<{ table: string; year: number; rows: number }[]> {
  const { rows: due } = await pool.query<{ table: string; year: number }>('select parent as table, year from years_to_archive()')
  const done: { table: string; year: number; rows: number }[] = []
  for (const { table, year } of due) {
    if (stopping?.aborted) break
    done.push({ table, year, rows: await archiveYear(pool, table, year) })
  }
  return done
}

async function archiveYear(pool: Writer['pool'], table: string, year: number): Promise<number> {
  const client = await pool.connect()
  let isLost = true
  try {
    await client.query('begin')
    await client.query(`set local statement_timeout = ${longestMs}`)
    const question = { text: 'select archive_year($1, $2) as rows', values: [table, year], query_timeout: longestMs + 1_000 }
    const { rows } = await client.query<{ rows: string }>(question)
    await client.query('commit')
    isLost = false
    return Number(rows[0]?.rows ?? 0)
  } finally {
    // A connection that failed in the middle is not used again: it may hold the transaction open.
    client.release(isLost)
  }
}
