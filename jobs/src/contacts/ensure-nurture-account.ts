import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { nurtureSection } from '../dispatch/nurture-settings.ts'
import { loadSettings } from '../settings/load-settings.ts'

/** The address of the settings is an account of ours at GoHighLevel; no API of theirs lists any. Its first live send waits for a proven test like any other's. */
export async function ensureNurtureAccount({ sql: db }: Writer): Promise<void> {
  const { document } = await loadSettings(db, nurtureSection)
  const address = document.account
  await db.execute(sql`
    insert into sending_account (platform, address, domain, position, checked_at)
    select 'GHL', ${address}, ${address.slice(address.lastIndexOf('@') + 1)}, coalesce(max(position), 0) + 1, now() from sending_account
    on conflict (platform, address) do nothing`)
}
