import type { Writer } from '@swarm/db/write'
import type { Log } from '../log.ts'

/** Longest single erasure, in milliseconds: it reads every table that may mention the person. */
const longestMs = 15 * 60_000

/**
 * Erases everybody for whom nothing is under way any more; the others say what they wait for and are looked at again. One that fails holds up no
 * other: it is marked, and thrown when all were looked at. Answers how many were done.
 */
export async function finishErasures(writer: Writer, log: Log, stopping?: AbortSignal): Promise<number> {
  const { rows } = await writer.pool.query<{ id: string }>(
    'select id from erasure where done_at is null or cardinality(typed_keys) > 0 order by asked_at',
  )
  let done = 0
  const failed: unknown[] = []
  for (const { id } of rows) {
    if (stopping?.aborted) break
    try {
      const waits = await finish(writer, id)
      if (waits.length === 0) done += 1
      log.info({ erasure: id, waits }, waits.length === 0 ? 'erasure: done' : 'erasure: waits')
    } catch (error) {
      failed.push(error)
      log.error({ err: error, erasure: id }, 'erasure: could not be finished')
      await writer.pool.query('select note_failed_erasure($1)', [id])
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} of ${rows.length} erasures could not be finished`)
  return done
}

async function finish({ pool }: Writer, id: string): Promise<string[]> {
  const client = await pool.connect()
  let isLost = true
  try {
    await client.query('begin')
    await client.query(`set local statement_timeout = ${longestMs}`)
    const question = { text: 'select finish_erasure($1) as waits', values: [id], query_timeout: longestMs + 1_000 }
    const { rows } = await client.query<{ waits: string[] }>(question)
    await client.query('commit')
    isLost = false
    return rows[0]?.waits ?? []
  } finally {
    // A connection that failed in the middle is not used again: it may hold the transaction open.
    client.release(isLost)
  }
}
