import type { ParsedTemplate } from '../craft/template.ts'
import type { PlanDocument, PlanStep } from './cadence-plan.ts'

/** The first touch has the angle that was chosen for the lead. */
const anyAngle = 'personal_intro'

/** LinkedIn messages that one cadence can have: HeyReach takes a person once in each of its two campaigns for messages. */
const mostMessages = 2

/** What kind of text each action needs. */
function kindFor({ action, task }: PlanStep): string {
  switch (action) {
    case 'EMAIL':
      return 'follow_up'
    case 'LINKEDIN_REQUEST':
      return 'connection_note'
    case 'LINKEDIN_MESSAGE':
      return 'linkedin_message'
    case 'TASK':
      return task === 'VOICE_NOTE' ? 'voice_note_script' : 'phone_script'
    default:
      return action satisfies never
  }
}

/**
 * Why a plan that is well formed can't be gone by, a sentence for each fault: texts that are not there or are for something else, and what
 * LinkedIn does not do. Empty when it can.
 */
export function planProblems({ steps }: PlanDocument, templates: readonly ParsedTemplate[]): string[] {
  const kinds = new Map(templates.map(({ angle, kind }) => [angle, kind]))
  const texts = steps.flatMap((step, index) => {
    if (index === 0 && step.template === anyAngle) return []
    const kind = kinds.get(step.template)
    if (kind === undefined) return [`There is no text "${step.template}" for step ${step.step}.`]
    const isFirst = index === 0 && kind === 'first_touch'
    return isFirst || kind === kindFor(step) ? [] : [`The text "${step.template}" of step ${step.step} is for something else.`]
  })
  const requests = steps.filter(({ action }) => action === 'LINKEDIN_REQUEST')
  const messages = steps.filter(({ action }) => action === 'LINKEDIN_MESSAGE')
  return [
    ...texts,
    ...(requests.length > 1 ? [`Step ${requests[1]?.step} asks for a connection a second time; a person is asked once.`] : []),
    ...(messages.length > mostMessages
      ? [`Step ${messages[mostMessages]?.step} is one LinkedIn message too many; a cadence has at most ${mostMessages}.`]
      : []),
    ...messages
      .filter(({ onlyWhen }) => onlyWhen !== 'connected')
      .map(({ step }) => `Step ${step} is a LinkedIn message, which goes only when they are connected.`),
  ]
}
