import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { warnWhileItLasts } from '../alerts/while-it-lasts.ts'
import type { Log } from '../log.ts'
import { type AuditHead, findCutTail } from './find-cut-tail.ts'

/** How often the head is kept outside the database, in milliseconds (operations.md: every minute). */
const everyMs = 60_000

/** The head as it was kept last; null when there is none. Throws for a file that holds none: it is no proof, and may have been one. */
export function readKeptHead(file: string): AuditHead | null {
  if (!existsSync(file)) return null
  const match = /^(\d+) ([0-9a-f]{64})\n$/.exec(readFileSync(file, 'utf8'))
  if (!match?.[1] || !match[2]) throw new Error(`${file} holds no head of an audit chain`)
  return { number: Number(match[1]), hash: match[2] }
}

const unkept = (file: string) =>
  `The head of the audit chain can't be kept on ${hostname()}, so that a restored or a cut database would not be seen by it. Look at ${file}; one that holds no head is moved away once somebody knows why.`

/** Whether a person has reconciled the database that lost this head (I24). */
async function isGivenUp(writer: Writer, kept: AuditHead): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ one: number }>(
    sql`select 1 as one from reconciliation where closed_at is not null and kept_number = ${kept.number} and kept_hash = ${kept.hash} limit 1`,
  )
  return rows.length > 0
}

/**
 * Puts the chain's head (number and hash) into the log and into `file` at the start, every minute and at the end. A chain that no longer
 * holds the head that was kept before was cut or comes from an older backup: that is alerted and stops all sending, and the kept
 * head stays as the proof until a person has reconciled the database. Where it can't be kept, or what was kept can't be read, an alert says so for
 * as long as that lasts: nobody would see an older database by it.
 */
export async function startHeadKeeper(writer: Writer, log: Log, file: string): Promise<{ stop(): Promise<void> }> {
  const tell = (message: string | null) =>
    writer.transaction((tx) => warnWhileItLasts(tx, { cause: `audit-head-unkept:${hostname()}`, message, overNote: 'It is kept again.' }))
  // Runners share the folder, of one host or of several containers: one would move away what another has just written.
  const fresh = `${file}.${randomUUID()}.new`
  const keep = async () => {
    try {
      const kept = readKeptHead(file)
      const { head, fault } = await findCutTail(writer, kept)
      if (kept && fault && !(await isGivenUp(writer, kept))) {
        log.error({ kept, fault }, 'audit: the chain does not hold the head that was kept')
        await writer.transaction(async (tx) => {
          await tx.execute(sql`select from raise_alert('audit-head', 'CRITICAL', ${fault})`)
          await tx.execute(sql`select from open_reconciliation('AUDIT_HEAD', ${fault}, ${kept.number}, ${kept.hash})`)
        })
        return
      }
      if (!head) return
      log.info(head, 'audit: head')
      // Another of them may have kept a later one while this asked: written over, nobody would see what is cut between the two.
      const latest = readKeptHead(file)
      const isLater = latest !== null && latest.hash !== kept?.hash && latest.number > head.number
      if (!isLater) {
        writeFileSync(fresh, `${head.number} ${head.hash}\n`, { mode: 0o600 })
        renameSync(fresh, file)
      }
      await tell(null)
    } catch (err) {
      log.error({ err }, 'audit: the head could not be kept')
      await tell(unkept(file)).catch((error: unknown) => log.error({ err: error }, 'audit: nobody could be told of it'))
    }
  }
  // Before anything is sent.
  await keep()
  let keeping = Promise.resolve()
  const timer = setInterval(() => {
    keeping = keeping.then(keep)
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await keeping
      await keep()
    },
  }
}
