import type { SubjectVariant } from './render.ts'
import { stableShare } from './stable-share.ts'
import type { ParsedTemplate } from './template.ts'

export type AssignedVariant = {
  variant: SubjectVariant
  /** B was drawn and there is none: the draft carries A and does not count for the experiment. */
  fellBack: boolean
}

/** A or B in equal shares, always the same for one lead in one experiment; once the experiment has ended its winner. Null for a text without subjects. */
export function assignVariant(
  template: Pick<ParsedTemplate, 'subjectA' | 'subjectB'>,
  leadId: string,
  experiment: string,
  winner?: SubjectVariant,
): AssignedVariant | null {
  if (!template.subjectA) return null
  if (winner) return { variant: winner, fellBack: false }
  const drawn: SubjectVariant = stableShare('variant', experiment, leadId) < 0.5 ? 'A' : 'B'
  return drawn === 'B' && !template.subjectB ? { variant: 'A', fellBack: true } : { variant: drawn, fellBack: false }
}
