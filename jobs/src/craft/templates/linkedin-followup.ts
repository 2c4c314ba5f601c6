import type { TemplateDocument } from '../template.ts'

/** Cadence, day 14: something short to keep, after the first message stayed without an answer. */
export const linkedinFollowup: TemplateDocument = {
  angle: 'linkedin_followup',
  version: 2,
  channel: 'LINKEDIN',
  kind: 'linkedin_message',
  tiers: ['TIER_1', 'TIER_2'],
  subjectA: null,
  subjectB: null,
  openers: [
    'Lighter than {lastMessage}: something to keep for the day when somebody brings {companyName} an AI proposal.',
    'Since you {roleAt} {companyName}, AI proposals will find their way to you, so here is something to keep.',
    'Something to keep for the day when somebody brings {companyName} an AI proposal.',
  ],
  body: `{greeting}

{opener}

Two sentences tell a plan from a wish. The first says which number will move. The second says who ends it if the number stays put. Whoever brings the proposal should have both ready, me included.

Is there one on your table now that you'd like a second opinion on?`,
  requires: ['company'],
  signOff: '{senderFirstName}',
}
