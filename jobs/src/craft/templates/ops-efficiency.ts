import type { TemplateDocument } from '../template.ts'

/** One process automated from end to end. */
export const opsEfficiency: TemplateDocument = {
  angle: 'ops_efficiency',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'automating one process end to end',
  tiers: ['TIER_2'],
  subjectA: '{companyName} and {industryProcess}',
  subjectB: 'One process at {companyName}',
  openers: [
    'In {industryFirms} of {companySize}, {industryProcess} is often one of the biggest blocks of routine work, and {companyName} is probably no exception.',
    'In many {industryFirms}, {industryProcess} is one of the biggest blocks of routine work, and {companyName} is probably no exception.',
    "Since you {roleAt} {companyName}, I'd guess you know which process there takes more hours than it should.",
    'There is probably one process at {companyName} that takes far more hours than it should.',
  ],
  body: `{greeting}

{opener}

AI projects tend to stall when they start with ten processes at once. I start with one: measure the hours it takes today, automate it end to end, and prove the difference by counting again. Those numbers decide whether there is a second.

That is the whole method (M.A.P.). As a fractional Chief AI Officer I run it with the team you have, so there is nobody to hire first.

Which process at {companyName} would you start with?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
