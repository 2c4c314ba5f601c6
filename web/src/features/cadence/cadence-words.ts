/** What a step does, in words. */
export function actionWords(action: string, task: string | null): string {
  if (task !== null) return { PHONE: 'Phone call', VOICE_NOTE: 'Voice note' }[task] ?? 'Task'
  return { EMAIL: 'Email', LINKEDIN_REQUEST: 'Connection request', LINKEDIN_MESSAGE: 'LinkedIn message' }[action] ?? action
}

/** When a step is for a lead, in words. */
export function conditionWords(onlyWhen: string): string {
  return (
    { always: 'Always', hasLinkedin: 'With a LinkedIn profile', notReplied: 'While they have not replied', connected: 'When connected' }[
      onlyWhen
    ] ?? onlyWhen
  )
}

/** `value_followup` as it is read: "value followup". */
export const templateWords = (template: string): string => template.replaceAll('_', ' ')

export type StepLook = { kind: 'ok' | 'skipped' | 'warn' | 'planned'; word: string }

/** How a step of a lead's own way looks: shape and word. */
export function stepLook(state: string, isNext: boolean): StepLook {
  if (state === 'DONE') return { kind: 'ok', word: 'Done' }
  if (state === 'SKIPPED') return { kind: 'skipped', word: 'Skipped' }
  if (state === 'PARKED') return { kind: 'warn', word: 'Parked' }
  return { kind: 'planned', word: isNext ? 'Next' : 'To come' }
}
