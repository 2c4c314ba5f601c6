import type { Reason } from '../reason.ts'
import type { CraftFacts } from './craft-facts.ts'
import { evidenceIdsOf } from './evidence.ts'
import type { Organisation } from './organisation.ts'
import { renderMessage } from './render.ts'
import { spokenOf } from './spoken.ts'
import { type ParsedTemplate, SCRIPT_KINDS } from './template.ts'

export type ScriptResult = { ok: true; text: string } | { ok: false; reasons: Reason[] }

/** The words of a task for a person, with the first opener that can be said; or why there are none. Never sent by a machine. Pure. */
export function craftScript(
  facts: CraftFacts,
  organisation: Organisation,
  templates: readonly ParsedTemplate[],
  template: string,
): ScriptResult {
  const found = templates.find(({ angle, kind }) => angle === template && SCRIPT_KINDS.some((known) => known === kind))
  if (!found) return { ok: false, reasons: [{ code: 'NO_TEMPLATE', message: `There is no script “${template}”.` }] }
  const { values } = spokenOf(facts, organisation, evidenceIdsOf(facts.leadId))
  const reasons: Reason[] = []
  for (const opener of found.openers.keys()) {
    const rendered = renderMessage(found, { opener, subject: 'A' }, values)
    if (rendered.ok) return { ok: true, text: rendered.value.body }
    reasons.push(...rendered.reasons)
  }
  return { ok: false, reasons }
}
