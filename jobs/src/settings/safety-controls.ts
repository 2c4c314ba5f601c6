import type { EditableSection } from './sections.ts'
import { valueAt } from './setting-changes.ts'
import { settingFields } from './setting-fields.ts'
import { tighteningWords } from './tightening.ts'

/** One thing that keeps people safe: what holds now, and what will hold once the ramp is over. */
export type SafetyControl = {
  label: string
  /** Where it is decided; null for what is no setting. */
  section: string | null
  path: string | null
  now: unknown
  /** Null when it does not hold any more then. */
  afterGraduation: unknown
  unit: string | null
  /** What may be done with it while the ramp is on; null when the ramp is over. */
  whileRamp: string | null
}

/** All of them: what the ramp itself holds first, then every setting that says which way it is tighter. */
export function safetyControls(sections: readonly { editable: EditableSection; document: unknown }[], isRampOn: boolean): SafetyControl[] {
  const ofRamp = { section: null, path: null, unit: null, whileRamp: isRampOn ? 'ends with the ramp' : null }
  const tiersLater = 'Tier 2 as a share of the day, then all of it, then tier 3'
  return [
    { ...ofRamp, label: 'Tiers', now: isRampOn ? 'Tier 1' : tiersLater, afterGraduation: tiersLater },
    {
      ...ofRamp,
      label: 'Motions',
      now: isRampOn ? 'First touches and follow-ups' : 'First touches, follow-ups and revival',
      afterGraduation: 'First touches, follow-ups and revival',
    },
    ...sections.flatMap(({ editable, document }) => settingControls(editable, document, isRampOn)),
  ]
}

function settingControls({ section, title, tightening }: EditableSection, document: unknown, isRampOn: boolean): SafetyControl[] {
  return settingFields(section.schema).flatMap((field) => {
    const tighter = tightening[field.path]
    if (tighter === undefined || tighter === 'free') return []
    const value = valueAt(document, field.path) ?? null
    const isOfRamp = section.name === 'dispatch' && field.path.startsWith('ramp.')
    const ramp = valueAt(document, 'ramp.emailPerDay')
    const isLimited = section.name === 'dispatch' && field.path === 'ceilings.emailPerDay' && isRampOn
    return {
      label: `${title}: ${field.group === null ? '' : `${field.group}, `}${field.group === null ? field.label : lowerFirst(field.label)}`,
      section: section.name,
      path: field.path,
      now:
        isOfRamp && !isRampOn ? null : isLimited && typeof value === 'number' && typeof ramp === 'number' ? Math.min(value, ramp) : value,
      afterGraduation: isOfRamp ? null : value,
      unit: field.unit,
      whileRamp: isRampOn ? tighteningWords(tighter) : null,
    }
  })
}

const lowerFirst = (words: string): string =>
  /^[A-Z][a-z]/.test(words) && !words.startsWith('Linked') ? words.charAt(0).toLowerCase() + words.slice(1) : words
