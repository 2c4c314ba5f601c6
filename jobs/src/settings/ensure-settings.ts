import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { accountSection, accountSettingsSchema } from '../accounts/account-settings.ts'
import { alertSection, alertSettingsSchema } from '../alerts/alert-settings.ts'
import { cadenceSchema, cadenceSection } from '../cadence/cadence-settings.ts'
import { organisationSchema, organisationSection, SANDBOX_ORGANISATION } from '../craft/organisation.ts'
import { decaySchema, decaySection } from '../decay/decay-settings.ts'
import { dispatchSchema, dispatchSection } from '../dispatch/dispatch-settings.ts'
import { linkedinSection, linkedinSettingsSchema } from './linkedin.ts'
import { editableSections } from './sections.ts'
import { settingChanges } from './setting-changes.ts'

/**
 * What the sections start with that the database itself reads with `setting()`, where a missing value is an error; every other section has its
 * shipped defaults until somebody saves it. Production starts in shadow mode, a sandbox with a recipient for test sends.
 */
const firstDocuments: Readonly<Record<string, (mode: 'sandbox' | 'production') => unknown>> = {
  [accountSection.name]: () => accountSettingsSchema.parse({}),
  [alertSection.name]: (mode) =>
    alertSettingsSchema.parse(
      mode === 'sandbox'
        ? { smsTo: ['+15005550006'], smsFrom: '+15005550001', mailTo: ['operators@chiefai.example'], mailFrom: 'alerts@chiefai.example' }
        : {},
    ),
  [cadenceSection.name]: () => cadenceSchema.parse({}),
  [decaySection.name]: () => decaySchema.parse({}),
  [linkedinSection.name]: (mode) =>
    linkedinSettingsSchema.parse(mode === 'sandbox' ? { campaigns: { message: 334_402, followUp: 334_403 } } : {}),
  [organisationSection.name]: (mode) => (mode === 'sandbox' ? SANDBOX_ORGANISATION : organisationSchema.parse({})),
  [dispatchSection.name]: (mode) =>
    dispatchSchema.parse(mode === 'sandbox' ? { testRecipients: ['test@chiefai.example'] } : { shadowMode: true }),
}

/**
 * Writes those first versions, so that a missing number is never taken for "no limit" (I16), and a next one where this version of the product
 * knows settings that a stored document does not say. What somebody has saved keeps its value; a document that the schema refuses is left
 * alone, and nothing is sent on it.
 */
export async function ensureSettings(writer: Writer, mode: 'sandbox' | 'production'): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ section: string; version: number; document: unknown }>(
      sql`select distinct on (section) section, version, document from setting_version order by section, version desc`,
    )
    const documents = editableSections.flatMap(({ section }) => {
      const stored = rows.find((row) => row.section === section.name)
      if (!stored) {
        const first = firstDocuments[section.name]
        return first ? [{ section: section.name, version: 1, document: first(mode) }] : []
      }
      const parsed = section.schema.safeParse(stored.document)
      const isWhole = !parsed.success || settingChanges(stored.document, parsed.data).every(({ before }) => before !== undefined)
      return isWhole ? [] : [{ section: section.name, version: stored.version + 1, document: parsed.data }]
    })
    await tx.execute(sql`
      insert into setting_version (section, version, document, created_by)
      select section, version, document, case when version = 1 then 'first start' else 'upgrade' end
      from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb) as d(section text, version integer, document jsonb)
      on conflict do nothing`)
  })
}
