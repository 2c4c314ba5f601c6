import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { organisationSchema, organisationSection, SANDBOX_ORGANISATION } from '../craft/organisation.ts'
import { dispatchSchema, dispatchSection } from '../dispatch/dispatch-settings.ts'

/**
 * Writes the first version of the sections that the database itself reads, so that a missing number is never taken for "no limit" (I16).
 * Production starts in shadow mode; a sandbox has a recipient for test sends. Sections that somebody has saved are left alone.
 */
export async function ensureSettings(writer: Writer, mode: 'sandbox' | 'production'): Promise<void> {
  const documents = [
    { section: organisationSection.name, document: mode === 'sandbox' ? SANDBOX_ORGANISATION : organisationSchema.parse({}) },
    {
      section: dispatchSection.name,
      document: dispatchSchema.parse(mode === 'sandbox' ? { testRecipients: ['test@chiefai.example'] } : { shadowMode: true }),
    },
  ]
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      insert into setting_version (section, version, document, created_by)
      select section, 1, document, 'first start' from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb) as d(section text, document jsonb)
      where not exists (select from setting_version s where s.section = d.section) on conflict do nothing`)
  })
}
