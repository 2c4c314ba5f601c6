import { type ParsedTemplate, parseTemplate, type TemplateDocument } from './template.ts'
import { breakup } from './templates/breakup.ts'
import { close } from './templates/close.ts'
import { competitorFomo } from './templates/competitor-fomo.ts'
import { connectionNote } from './templates/connection-note.ts'
import { diyResource } from './templates/diy-resource.ts'
import { executiveBuyin } from './templates/executive-buyin.ts'
import { hiringTrigger } from './templates/hiring-trigger.ts'
import { industrySpecific } from './templates/industry-specific.ts'
import { innovationChampion } from './templates/innovation-champion.ts'
import { linkedinFollowup } from './templates/linkedin-followup.ts'
import { linkedinMessage } from './templates/linkedin-message.ts'
import { opsEfficiency } from './templates/ops-efficiency.ts'
import { phoneScript } from './templates/phone-script.ts'
import { quickWin } from './templates/quick-win.ts'
import { reengageContext } from './templates/reengage-context.ts'
import { socialProof } from './templates/social-proof.ts'
import { techStack } from './templates/tech-stack.ts'
import { timeSavings } from './templates/time-savings.ts'
import { valueFirst } from './templates/value-first.ts'
import { valueFollowup } from './templates/value-followup.ts'
import { voiceNoteScript } from './templates/voice-note-script.ts'

/** Every template as shipped; one more angle is one more file and one more line here. Settings may hold later versions. */
export const SHIPPED_TEMPLATES: readonly TemplateDocument[] = [
  // First touches, tier 1 to 3.
  executiveBuyin,
  industrySpecific,
  hiringTrigger,
  valueFirst,
  techStack,
  opsEfficiency,
  innovationChampion,
  quickWin,
  timeSavings,
  competitorFomo,
  diyResource,
  // The cadence, in the order of its days.
  connectionNote,
  valueFollowup,
  linkedinMessage,
  socialProof,
  linkedinFollowup,
  breakup,
  close,
  // Whoever was silent for long.
  reengageContext,
  // What a person says.
  phoneScript,
  voiceNoteScript,
]

/** The shipped templates, taken apart. One that can't be is a fault of the build, and stops it. */
export function shippedTemplates(): ParsedTemplate[] {
  return SHIPPED_TEMPLATES.map((document) => {
    const parsed = parseTemplate(document)
    if (!parsed.ok) throw new Error(`Template ${document.angle}: ${parsed.reasons.map((reason) => reason.message).join(' ')}`)
    return parsed.template
  })
}
