import type { TemplateDocument } from '../template.ts'

/** One process automated from end to end. */
export const opsEfficiency: TemplateDocument = {
  angle: 'ops_efficiency',
  version: 1,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'automating one process end to end',
  tiers: ['TIER_2'],
  subjectA: '{companyName} and {industryProcess}',
  subjectB: 'One process at {companyName}',
  openers: [
    'You {roleAt} {companyName}, and in {industryFirms} of {companySize} a good part of the week tends to go into {industryProcess}.',
    'You {roleAt} {companyName}, and in {industryFirms} a good part of the week tends to go into {industryProcess}.',
    'A good part of the week in {industryFirms} like {companyName} tends to go into {industryProcess}.',
    "You {roleAt} {companyName}, so I'd guess you know which process there takes more hours than it should.",
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
