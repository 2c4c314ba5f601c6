import type { TemplateDocument } from '../template.ts'

/** What firms of the same kind start with, and the result of one where a real one was recorded. */
export const industrySpecific: TemplateDocument = {
  angle: 'industry_specific',
  version: 1,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'where to start with AI',
  tiers: ['TIER_1'],
  subjectA: 'For {industryFirms} like {companyName}',
  subjectB: 'Where {industryFirms} start with AI',
  openers: [
    'Since you {roleAt} {companyName}, here is a result from another firm in your field: {similarResult}',
    'You {roleAt} {companyName}, so you know how much of a week in {industryFirms} of {companySize} repeats itself.',
    'You {roleAt} {companyName}, so you know how much of a week in {industryFirms} repeats itself.',
    "I'd guess that at {companyName}, as in most {industryFirms}, much of the week repeats itself.",
  ],
  body: `{greeting}

{opener}

I'd start with {industryProcess}. It comes back every week, and a person can check each result quickly. A first month could go like this:

- Week 1: your team counts the hours it takes today.
- Weeks 2 and 3: AI does the first pass, your people approve every piece.
- Week 4: you count again, and keep it or drop it.

I run such months as a fractional Chief AI Officer.

Would you begin there too, or does something else hurt more?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
