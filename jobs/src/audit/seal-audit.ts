import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'

export type Sealer = { stop(): Promise<void> }

/** How often unsealed rows are looked for, in milliseconds: every row is sealed within a second (I6). */
const everyMs = 500
/** Rows linked in one transaction. */
const mostAtOnce = 1_000

/** Links audit rows into the chain for as long as the process runs. Any number of processes may run it: one seals at a time. */
export function startSealer(writer: Writer, log: Log): Sealer {
  let isStopped = false
  let wake = () => {}
  const loop = async () => {
    while (!isStopped) {
      try {
        const { rows } = await writer.sql.execute<{ sealed: number }>(sql`select seal_audit(${mostAtOnce}) as sealed`)
        if (rows[0]?.sealed === mostAtOnce) continue
      } catch (err) {
        log.error({ err }, 'audit: sealing failed')
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  const running = loop()
  return {
    async stop() {
      isStopped = true
      wake()
      await running
    },
  }
}
