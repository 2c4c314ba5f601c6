import type { TemplateDocument } from '../template.ts'

/** The note that goes with a LinkedIn request: who I am, why you, and nothing to do but accept. */
export const connectionNote: TemplateDocument = {
  angle: 'connection_note',
  version: 1,
  channel: 'LINKEDIN',
  kind: 'connection_note',
  tiers: ['TIER_1', 'TIER_2'],
  subjectA: null,
  subjectB: null,
  openers: [
    "You {roleAt} {companyName}, and I'm curious how {industryFirms} like yours are taking to AI.",
    "You {roleAt} {companyName}, and I'm curious how it is taking to AI.",
    "I'm curious how {companyName} is taking to AI.",
  ],
  body: `{greeting}

{opener} I'm a Chief AI Officer for firms that don't have one yet. I'd be glad to compare notes on what AI does well and what it doesn't.`,
  requires: ['company'],
  signOff: '{senderFirstName}',
}
