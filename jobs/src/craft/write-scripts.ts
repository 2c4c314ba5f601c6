import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { craftScript } from './craft-script.ts'
import { loadCraftFacts } from './load-craft-facts.ts'
import { loadTemplates } from './load-templates.ts'
import { organisationSection } from './organisation.ts'
import type { CraftLead } from './read-craft-facts.ts'

/** What a person says on the phone or in a voice note, by lead; one script for each lead. Leads for whom nothing can be said are not in the answer. */
export async function writeScripts(tx: Sql, items: readonly { leadId: string; template: string }[]): Promise<ReadonlyMap<string, string>> {
  if (items.length === 0) return new Map()
  const at = await businessNow(tx)
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const { rows } = await tx.execute<CraftLead>(sql`
    select id, first_name as "firstName", last_name as "lastName", full_name as "fullName", seniority, country_code as "countryCode"
    from lead where id = any(${sql.param([...new Set(items.map(({ leadId }) => leadId))])}::uuid[])`)
  const templates = await loadTemplates(tx)
  const facts = await loadCraftFacts(tx, rows, templates, at)
  return new Map(
    items.flatMap(({ leadId, template }) => {
      const known = facts.get(leadId)
      const script = known && craftScript(known, organisation, templates, template)
      return script?.ok ? [[leadId, script.text]] : []
    }),
  )
}
