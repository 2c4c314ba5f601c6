import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** How often a silent connection is asked whether it still is one, in milliseconds. */
const askEveryMs = 5_000

/**
 * Hears a channel on one connection of its own, which must lead past any pooler. A lost connection is made anew by itself; `onListening` is
 * called each time it listens, because what was told meanwhile is gone. Resolves once it listens for the first time; throws when it can't.
 */
export async function hear(
  url: string,
  channel: string,
  { onPayload, onListening }: { onPayload: (payload: string) => void; onListening: () => void },
): Promise<{ close(): Promise<void> }> {
  let isClosed = false
  let current = await open()

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'hear',
      keepAlive: true,
      connectionTimeoutMillis: 2_000,
      query_timeout: 2_000,
    })
    // Without a listener a lost connection ends the process.
    client.on('error', () => {})
    client.on('notification', ({ payload }) => onPayload(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${client.escapeIdentifier(channel)}`)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    onListening()
    return client
  }

  async function follow(): Promise<void> {
    while (!isClosed) {
      const client = current
      const lost = new Promise<void>((resolve) => client.once('end', () => resolve()))
      for (let isThere = true; isThere && !isClosed; ) {
        await Promise.race([lost, sleep(askEveryMs, undefined, { ref: false })])
        isThere = await client.query('select 1').then(
          () => true,
          () => false,
        )
      }
      await client.end().catch(() => {})
      for (let waitMs = 50; !isClosed; waitMs = Math.min(waitMs * 2, 1_000)) {
        try {
          current = await open()
          break
        } catch {
          await sleep(waitMs, undefined, { ref: false })
        }
      }
    }
    await current.end().catch(() => {})
  }

  const following = follow()
  return {
    async close() {
      isClosed = true
      await current.end().catch(() => {})
      await following
    },
  }
}
