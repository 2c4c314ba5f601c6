import { renameSync, writeFileSync } from 'node:fs'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'

/** How often the head is kept outside the database, in milliseconds (operations.md: every minute). */
const everyMs = 60_000

/** Puts the chain's head (number and hash) into the log and into `file` every minute and once at the end: a cut tail shows. */
export function startHeadKeeper(writer: Writer, log: Log, file: string): { stop(): Promise<void> } {
  const keep = async () => {
    try {
      const { rows } = await writer.sql.execute<{ number: string; hash: string }>(
        sql`select number, encode(hash, 'hex') as hash from audit_seal order by number desc limit 1`,
      )
      const head = rows[0]
      if (!head) return
      log.info({ number: Number(head.number), hash: head.hash }, 'audit: head')
      writeFileSync(`${file}.new`, `${head.number} ${head.hash}\n`, { mode: 0o600 })
      renameSync(`${file}.new`, file)
    } catch (err) {
      log.error({ err }, 'audit: the head could not be kept')
    }
  }
  const timer = setInterval(() => void keep(), everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await keep()
    },
  }
}
