import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from './announce.ts'
import type { Log } from './log.ts'

export type Heartbeat = { stop(): Promise<void> }

/** How often a process reports, in milliseconds. It counts as live for 15 s after its last report. */
const everyMs = 5_000

type Process = { kind: 'api' | 'jobs'; version: string; host: string; emergencyStop: boolean; shadowMode: boolean }

/** Enters this process into the table of running ones and keeps it there; leaving takes its forced switches with it. */
export async function startHeartbeat(
  writer: Writer,
  { kind, version, host, emergencyStop, shadowMode }: Process,
  log: Log,
): Promise<Heartbeat> {
  const id = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into process (kind, version, host, pid, emergency_stop, shadow_mode)
      values (${kind}, ${version}, ${host}, ${process.pid}, ${emergencyStop}, ${shadowMode}) returning id`)
    await tx.execute(sql`delete from process where seen_at < now() - interval '1 hour'`)
    if (emergencyStop || shadowMode) await announce(tx, 'safety', null)
    return rows[0]?.id
  })
  if (emergencyStop) {
    // A process that is started stopped stops everybody, and is seen to have done so (dispatch.md).
    await writer.transaction(async (tx) => {
      await tx.execute(
        sql`select from set_emergency_stop('ALL', 'A process was started with EMERGENCY_STOP=true.', false, ${`${kind} process`})`,
      )
    })
  }
  const timer = setInterval(() => {
    writer.sql
      .execute(sql`update process set seen_at = now() where id = ${id}`)
      .catch((err: unknown) => log.warn({ err }, 'heartbeat missed'))
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await writer.sql
        .execute(sql`delete from process where id = ${id}`)
        .catch((err: unknown) => log.warn({ err }, 'heartbeat: could not leave'))
    },
  }
}
