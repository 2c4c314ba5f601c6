/** What a step does, in words. */
export function actionWords(action: string, task: string | null): string {
  if (task !== null) return { PHONE: 'Phone call', VOICE_NOTE: 'Voice note' }[task] ?? 'Task'
  return { EMAIL: 'Email', LINKEDIN_REQUEST: 'Connection request', LINKEDIN_MESSAGE: 'LinkedIn message' }[action] ?? action
}

/** What a step does that has a text of this kind; null for texts that no step of a plan names. The server has the last word when a plan is saved. */
export function actionOfText(kind: string): string | null {
  if (kind === 'follow_up') return actionWords('EMAIL', null)
  if (kind === 'connection_note') return actionWords('LINKEDIN_REQUEST', null)
  if (kind === 'linkedin_message') return actionWords('LINKEDIN_MESSAGE', null)
  if (kind === 'phone_script') return actionWords('TASK', 'PHONE')
  return kind === 'voice_note_script' ? actionWords('TASK', 'VOICE_NOTE') : null
}

/** When a step is for a lead, in words. */
export function conditionWords(onlyWhen: string): string {
  return (
    { always: 'Always', hasLinkedin: 'With a LinkedIn profile', notReplied: 'While they have not replied', connected: 'When connected' }[
      onlyWhen
    ] ?? onlyWhen
  )
}

/** `value_followup` as it is read: "value follow-up". */
export const templateWords = (template: string): string =>
  template.replaceAll('_', ' ').replace('followup', 'follow-up').replace('linkedin', 'LinkedIn')

export type StepLook = { kind: 'ok' | 'skipped' | 'warn' | 'planned'; word: string }

/** How a step of a lead's own way looks: shape and word. */
export function stepLook(state: string, isNext: boolean): StepLook {
  if (state === 'DONE') return { kind: 'ok', word: 'Done' }
  if (state === 'SKIPPED') return { kind: 'skipped', word: 'Skipped' }
  if (state === 'PARKED') return { kind: 'warn', word: 'Parked' }
  return { kind: 'planned', word: isNext ? 'Next' : 'To come' }
}
