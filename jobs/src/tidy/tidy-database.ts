import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/**
 * Makes next months' partitions and removes what nobody asks for any more: notices, ended sessions, answers to repeats, lost uploads. Nothing that
 * keeps a second send from leaving is among it (I23).
 */
export async function tidyDatabase(writer: Writer): Promise<void> {
  await writer.sql.execute(sql`select ensure_partitions(business_now(), business_now())`)
  await writer.sql.execute(sql`delete from notice where at < now() - interval '10 minutes'`)
  await writer.sql.execute(sql`delete from session where expires_at < now() - interval '7 days'`)
  await writer.sql.execute(sql`delete from client_mutation where taken_at < now() - interval '24 hours'`)
  await writer.sql.execute(sql`delete from sign_in_failure where last_at < now() - interval '1 day'`)
  await writer.sql.execute(
    sql`delete from upload u where created_at < now() - interval '1 day' and not exists (select from import i where i.upload_id = u.id)`,
  )
  await writer.sql.execute(sql`delete from draft_reading where seen_at < business_now() - interval '1 hour'`)
}
