import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { NotFoundError } from '../errors.ts'
import type { Person } from './find-person.ts'

/** Everything kept about one person, by table (db/functions/personal-data-places.sql). Throws NotFoundError for an unknown lead. */
export async function loadPersonalData(db: Pick<Sql, 'execute'>, { leadId, keys }: Person): Promise<unknown> {
  if (leadId !== null) {
    const { rows } = await db.execute<{ id: string }>(sql`select id from lead where id = ${leadId}`)
    if (rows.length === 0) throw new NotFoundError('There is no such lead.', ['leadId'])
  }
  const { rows } = await db.execute<{ data: unknown }>(sql`select personal_data(${leadId}::uuid, ${sql.param(keys)}::text[]) as data`)
  return rows[0]?.data ?? {}
}
