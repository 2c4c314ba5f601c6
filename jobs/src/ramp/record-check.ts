import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'

export const checkNames = ['SMOKE', 'REPLAY'] as const
export type CheckName = (typeof checkNames)[number]

export type CheckToRecord = { name: CheckName; version: string; passed: boolean; detail: unknown }

/** Keeps what a check found for a version. The newest verdict of the running version counts towards graduation; a failed smoke stops all sending. */
export async function recordCheck(writer: Writer, actor: Actor, { name, version, passed, detail }: CheckToRecord): Promise<{ id: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(
      sql`select record_check(${name}::check_name, ${version}, ${passed}, ${detail == null ? null : JSON.stringify(detail)}::jsonb, ${actor.name}) as id`,
    )
    if (!rows[0]) throw new Error('a verdict was not kept')
    return { id: rows[0].id }
  })
}
