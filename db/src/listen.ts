import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** One change that was committed: a topic, and what it is about; no subject means "many of this topic". */
export type Notice = { topic: string; subject: string | null }

export type Listener = { stop(): Promise<void> }

/** How often a listener looks without having been poked, in milliseconds. */
const lookEveryMs = 500

/**
 * Reads the outbox on one connection of its own and hands over every committed notice once, in batches.
 * After a lost connection it reconnects by itself and calls `onGap`: subscribers must refetch, because what was written meanwhile may be gone.
 */
export function listen(
  url: string,
  handlers: { onNotices: (notices: Notice[]) => void; onGap: () => void; onError: (error: Error) => void },
): Listener {
  let isStopped = false
  let client: pg.Client | null = null
  let wake: () => void = () => {}

  /** Reads the notices of all transactions that the look before could not see: a commit is seen whole or not at all, so each comes once. */
  async function follow(connection: pg.Client, isReconnected: boolean): Promise<void> {
    let lost: Error | null = null
    let poked = false
    let wakeUp = () => {}
    connection.on('notification', () => {
      poked = true
      wakeUp()
    })
    const end = (error?: Error) => {
      lost ??= error ?? new Error('connection ended')
      wakeUp()
    }
    connection.on('error', end)
    connection.on('end', () => end())
    await connection.query('listen notices')
    const start = await connection.query<{ seen: string }>('select pg_current_snapshot()::text as seen')
    let seen = start.rows[0]?.seen ?? '1:1:'
    if (isReconnected) handlers.onGap()
    while (!isStopped && !lost) {
      poked = false
      const { rows } = await connection.query<{ seen: string; notices: Notice[] | null }>({
        name: 'notices_since',
        text: `select pg_current_snapshot()::text as seen,
          (select json_agg(json_build_object('topic', topic, 'subject', subject)) from notice
            where transaction >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(transaction, $1::pg_snapshot)) as notices`,
        values: [seen],
      })
      const answer = rows[0]
      if (answer) {
        seen = answer.seen
        if (answer.notices) handlers.onNotices(answer.notices)
      }
      if (!poked && !lost && !isStopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookEveryMs)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
          wake = wakeUp
        })
      }
    }
    if (lost && !isStopped) throw lost
  }

  async function keepFollowing(): Promise<void> {
    let waitMs = 50
    for (let isFirst = true; !isStopped; isFirst = false) {
      client = new pg.Client({
        connectionString: url,
        application_name: 'listen',
        keepAlive: true,
        connectionTimeoutMillis: 2_000,
        query_timeout: 5_000,
      })
      client.on('error', () => {})
      try {
        await client.connect()
        waitMs = 50
        await follow(client, !isFirst)
      } catch (error) {
        handlers.onError(error instanceof Error ? error : new Error(String(error)))
        await sleep(waitMs)
        waitMs = Math.min(waitMs * 2, 1_000)
      } finally {
        await client.end().catch(() => {})
      }
    }
  }

  const following = keepFollowing()
  return {
    async stop() {
      isStopped = true
      wake()
      await client?.end().catch(() => {})
      await following
    },
  }
}
