import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Reason } from '../reason.ts'
import { checkTemplate, type TemplateCheck } from './check-template.ts'
import type { CraftFacts } from './craft-facts.ts'
import { loadCraftFacts } from './load-craft-facts.ts'
import { loadTemplates } from './load-templates.ts'
import { loadTrialRules } from './load-trial-rules.ts'
import type { CraftLead } from './read-craft-facts.ts'
import { SAMPLE_FACTS } from './sample-facts.ts'
import { templateFieldsOf } from './save-template.ts'
import { type ParsedTemplate, parseTemplate } from './template.ts'
import { type Tried, tryTemplate } from './try-template.ts'

/** A text that nobody has saved yet, tried on one lead: what would be written, and what speaks against it. */
export type TemplatePreview = {
  checks: TemplateCheck[]
  passed: boolean
  /** Every opener that can be said to this lead with every subject; the first is what crafting would take. */
  tried: Tried
}

/**
 * Tries a document on a lead, or on the first sample lead where none is given. Writes nothing. A lead that was never written to is tried
 * with a first email that is made up, where the text refers to one: else no follow-up could be seen.
 */
export async function previewTemplate(
  db: Sql,
  input: { angle: string; document: unknown; leadId: string | null },
): Promise<TemplatePreview> {
  const document = { ...templateFieldsOf(input.document), angle: input.angle, version: 1 }
  const rules = await loadTrialRules(db)
  const templates = await loadTemplates(db)
  const { checks, passed } = checkTemplate(document, rules, templates)
  const parsed = parseTemplate(document)
  const nothing = (reasons: Reason[]): TemplatePreview => ({ checks, passed, tried: { trials: [], unsaid: reasons } })
  if (!parsed.ok) return nothing(parsed.reasons)
  const facts = await factsOf(db, input.leadId, templates)
  if (facts === null) return nothing([{ code: 'NOT_FOUND', message: 'There is no such lead.' }])
  const isFirst = parsed.template.kind === 'first_touch' || parsed.template.kind === 'connection_note'
  const standing = isFirst || facts.earlier.length > 0 ? facts : { ...facts, earlier: SAMPLE_FACTS[0]?.facts.earlier ?? [] }
  return { checks, passed, tried: tryTemplate(parsed.template, standing, rules) }
}

async function factsOf(db: Sql, leadId: string | null, templates: readonly ParsedTemplate[]): Promise<CraftFacts | null> {
  if (leadId === null) return SAMPLE_FACTS[0]?.facts ?? null
  const { rows } = await db.execute<CraftLead>(sql`
    select id, first_name as "firstName", last_name as "lastName", full_name as "fullName", seniority, country_code as "countryCode"
    from lead where id = ${leadId}`)
  const [lead] = rows
  return lead ? ((await loadCraftFacts(db, [lead], templates, await businessNow(db))).get(lead.id) ?? null) : null
}
