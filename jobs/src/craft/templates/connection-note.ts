import type { TemplateDocument } from '../template.ts'

/** The note that goes with a LinkedIn request: who I am, why you, and nothing to do but accept. */
export const connectionNote: TemplateDocument = {
  angle: 'connection_note',
  version: 2,
  channel: 'LINKEDIN',
  kind: 'connection_note',
  tiers: ['TIER_1', 'TIER_2'],
  subjectA: null,
  subjectB: null,
  openers: [
    "I'm curious what {industryFirms} like {companyName} are doing with AI so far.",
    "You {roleAt} {companyName}, and I'm curious what your team does with AI so far.",
    "I'm curious what {companyName} is doing with AI so far.",
  ],
  body: `{greeting}

{opener} I'm a Chief AI Officer for firms that don't have one yet. I'd be glad to compare notes on what AI does well and what it doesn't.`,
  requires: ['company'],
  signOff: '{senderFirstName}',
}
