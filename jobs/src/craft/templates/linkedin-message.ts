import type { TemplateDocument } from '../template.ts'

/** Cadence, day 7: the first message to a new connection. One question, no pitch. */
export const linkedinMessage: TemplateDocument = {
  angle: 'linkedin_message',
  version: 3,
  channel: 'LINKEDIN',
  kind: 'linkedin_message',
  tiers: ['TIER_1', 'TIER_2'],
  subjectA: null,
  subjectB: null,
  openers: [
    "{thanks} There is one thing I'm curious about at {companyName}.",
    "{thanks} You {roleAt} {companyName}, and I'm curious about one thing.",
    "You {roleAt} {companyName}, and I'm curious about one thing.",
    "There is one thing I'm curious about at {companyName}.",
  ],
  body: `{greeting}

{opener}

People here talk a lot about AI tools and hardly ever about which piece of work they gave up first, and whether they missed it. Those answers are what I learn from.

If {companyName} had to hand over one weekly task tomorrow, which would you pick?`,
  requires: ['company'],
  signOff: '{senderFirstName}',
}
