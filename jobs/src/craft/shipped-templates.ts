import { type ParsedTemplate, parseTemplate, type TemplateDocument } from './template.ts'
import { connectionNote } from './templates/connection-note.ts'
import { executiveBuyin } from './templates/executive-buyin.ts'
import { opsEfficiency } from './templates/ops-efficiency.ts'
import { quickWin } from './templates/quick-win.ts'
import { techStack } from './templates/tech-stack.ts'
import { timeSavings } from './templates/time-savings.ts'
import { valueFirst } from './templates/value-first.ts'

/** Every template as shipped; one more angle is one more file and one more line here. Settings may hold later versions. */
export const SHIPPED_TEMPLATES: readonly TemplateDocument[] = [
  executiveBuyin,
  valueFirst,
  opsEfficiency,
  techStack,
  quickWin,
  timeSavings,
  connectionNote,
]

/** The shipped templates, taken apart. One that can't be is a fault of the build, and stops it. */
export function shippedTemplates(): ParsedTemplate[] {
  return SHIPPED_TEMPLATES.map((document) => {
    const parsed = parseTemplate(document)
    if (!parsed.ok) throw new Error(`Template ${document.angle}: ${parsed.reasons.map((reason) => reason.message).join(' ')}`)
    return parsed.template
  })
}
