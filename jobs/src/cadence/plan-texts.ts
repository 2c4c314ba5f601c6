import { createHash } from 'node:crypto'
import type { ParsedTemplate, Segment } from '../craft/template.ts'
import type { PlanDocument, PlanStep } from './cadence-plan.ts'

/** One message of a plan in the words that it is written from; names in braces stand for what is known of the lead. */
export type PlanText = Pick<PlanStep, 'step' | 'day' | 'action' | 'template'> & {
  version: number
  /** One or two of an email; none of a LinkedIn message. */
  subjects: string[]
  openers: string[]
  body: string
}

/**
 * The texts of a plan's follow-ups, in its order: what a standing approval is given for. The first touch and what a person says are not among
 * them. A step whose text is not there is left out; its draft is never covered.
 */
export function planTexts({ steps }: PlanDocument, templates: readonly ParsedTemplate[]): PlanText[] {
  const known = new Map(templates.map((template) => [template.angle, template]))
  return steps.slice(1).flatMap(({ step, day, action, template }) => {
    const text = action === 'TASK' ? undefined : known.get(template)
    if (!text) return []
    const subjects = [text.subjectA, text.subjectB].flatMap((subject) => (subject === null ? [] : [written(subject)]))
    return [{ step, day, action, template, version: text.version, subjects, openers: text.openers.map(written), body: written(text.body) }]
  })
}

/** SHA-256 in hex of the texts as they are shown: who gives a standing approval names what they read. */
export function planTextsHash(texts: readonly PlanText[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex')
}

/** A text as it was typed. */
function written(segments: readonly Segment[]): string {
  return segments
    .map((segment) => ('text' in segment ? segment.text : 'placeholder' in segment ? `{${segment.placeholder}}` : '{opener}'))
    .join('')
}
