import { randomUUID } from 'node:crypto'
import type { Writer } from '@swarm/db/write'

/** How long a hold lasts that nobody renews, in milliseconds: its process died. */
const leaseMs = 30_000

/** Runs work that only one process at a time may do; null, without waiting, while another one does it. */
export async function runAlone<T>({ pool }: Pick<Writer, 'pool'>, name: string, work: () => Promise<T>): Promise<T | null> {
  const token = randomUUID()
  const taken = await pool.query(
    `insert into hold as h (name, token, held_until) values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
     on conflict (name) do update set token = excluded.token, held_until = excluded.held_until where h.held_until < clock_timestamp()`,
    [name, token, leaseMs],
  )
  if (taken.rowCount === 0) return null
  const renewing = setInterval(() => {
    // One that fails is followed by another before the time is over.
    pool
      .query(`update hold set held_until = clock_timestamp() + $3 * interval '1 millisecond' where name = $1 and token = $2`, [
        name,
        token,
        leaseMs,
      ])
      .catch(() => {})
  }, leaseMs / 3)
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    // Where it can't be given back it ends by itself.
    await pool.query('delete from hold where name = $1 and token = $2', [name, token]).catch(() => {})
  }
}
