import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type CalledProvider, calledProviderNames } from './provider-names.ts'

/** Writes down which providers this runner can call, for pages and for refusals that say why; never a key. Real time. */
export async function noteProviderAccess(writer: Writer, hasKey: Readonly<Record<CalledProvider, boolean>>): Promise<void> {
  const rows = calledProviderNames.map((provider) => ({ provider, has_key: hasKey[provider] }))
  await writer.sql.execute(sql`
    insert into provider_access (provider, has_key, seen_at)
    select provider, has_key, clock_timestamp() from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(provider text, has_key boolean) order by provider
    on conflict (provider) do update set has_key = excluded.has_key, seen_at = excluded.seen_at`)
}
