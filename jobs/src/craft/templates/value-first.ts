import type { TemplateDocument } from '../template.ts'

/** Something useful in the mail itself, and no ask for time. */
export const valueFirst: TemplateDocument = {
  angle: 'value_first',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'where AI pays first',
  tiers: ['TIER_1'],
  subjectA: 'Where AI would pay first at {companyName}',
  subjectB: 'An AI check for {companyName}',
  openers: [
    'With {technologies} in place, {companyName} probably has more AI on the payroll than anyone has written down.',
    'In {industryFirms} of {companySize} like {companyName}, {industryProcess} is often the first place where AI earns its keep.',
    'You {roleAt} {companyName}, so here is something you can use this week without talking to me.',
    "I don't know where {companyName} stands with AI, so here is something you can use this week without talking to me.",
  ],
  body: `{greeting}

{opener}

This is the check I start with. It takes an afternoon and no software:

- List the five tasks your team repeats every week, with the hours each takes.
- Strike out any where a mistake would cost you a client.
- Automate the longest one left, and count the same hours again after 30 days.

It's the short form of how I work as a fractional Chief AI Officer (M.A.P.: measure, automate, prove), and it's yours either way.

If you try it, would you tell me which task came out on top?`,
  requires: ['company', 'role'],
  signOff: `Best,
{senderFirstName}`,
}
