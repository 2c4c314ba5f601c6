import type { PlanDocument } from './cadence-plan.ts'

/** The plans that ship, as first versions (dispatch.md, "Cadence"). The first email's template is the angle that was chosen for the lead. */
export const shippedPlans: Readonly<Record<string, PlanDocument>> = {
  default: {
    title: '21 days, 8 steps',
    steps: [
      { step: 1, day: 1, action: 'EMAIL', template: 'personal_intro', onlyWhen: 'always', task: null },
      { step: 2, day: 2, action: 'LINKEDIN_REQUEST', template: 'connection_note', onlyWhen: 'hasLinkedin', task: null },
      { step: 3, day: 5, action: 'EMAIL', template: 'value_followup', onlyWhen: 'notReplied', task: null },
      { step: 4, day: 7, action: 'LINKEDIN_MESSAGE', template: 'linkedin_message', onlyWhen: 'connected', task: null },
      { step: 5, day: 10, action: 'EMAIL', template: 'social_proof', onlyWhen: 'notReplied', task: null },
      { step: 6, day: 14, action: 'LINKEDIN_MESSAGE', template: 'linkedin_followup', onlyWhen: 'connected', task: null },
      { step: 7, day: 17, action: 'EMAIL', template: 'breakup', onlyWhen: 'notReplied', task: null },
      { step: 8, day: 21, action: 'EMAIL', template: 'close', onlyWhen: 'notReplied', task: null },
    ],
  },
  'nine-touch': {
    title: '9 touches with phone and voice note',
    steps: [
      { step: 1, day: 1, action: 'EMAIL', template: 'personal_intro', onlyWhen: 'always', task: null },
      { step: 2, day: 2, action: 'LINKEDIN_REQUEST', template: 'connection_note', onlyWhen: 'hasLinkedin', task: null },
      { step: 3, day: 3, action: 'TASK', template: 'phone_script', onlyWhen: 'notReplied', task: 'PHONE' },
      { step: 4, day: 5, action: 'EMAIL', template: 'value_followup', onlyWhen: 'notReplied', task: null },
      { step: 5, day: 7, action: 'LINKEDIN_MESSAGE', template: 'linkedin_message', onlyWhen: 'connected', task: null },
      { step: 6, day: 10, action: 'EMAIL', template: 'social_proof', onlyWhen: 'notReplied', task: null },
      { step: 7, day: 14, action: 'TASK', template: 'voice_note_script', onlyWhen: 'connected', task: 'VOICE_NOTE' },
      { step: 8, day: 17, action: 'EMAIL', template: 'breakup', onlyWhen: 'notReplied', task: null },
      { step: 9, day: 21, action: 'EMAIL', template: 'close', onlyWhen: 'notReplied', task: null },
    ],
  },
}
