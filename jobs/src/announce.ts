import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** What can change under an open page. */
export type Topic =
  | 'lead'
  | 'draft'
  | 'import'
  | 'run'
  | 'batch'
  | 'send'
  | 'safety'
  | 'alert'
  | 'activity'
  | 'queue'
  | 'access'
  | 'settings'
  | 'reply'

/** Tells open pages, in the transaction of the change. Without subjects: "many of this topic". */
export async function announce(tx: Sql, topic: Topic, subjects: string[] | null): Promise<void> {
  await tx.execute(sql`select announce(${topic}, ${sql.param(subjects ?? [null])}::uuid[])`)
}
