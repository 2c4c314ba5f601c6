import type { TemplateDocument } from '../template.ts'

/** What firms of the same kind start with, and the result of one where a real one was recorded. */
export const industrySpecific: TemplateDocument = {
  angle: 'industry_specific',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'where to start with AI',
  tiers: ['TIER_1'],
  subjectA: 'AI in {industryFirms} like {companyName}',
  subjectB: 'AI at {companyName}, month one',
  openers: [
    'You {roleAt} {companyName}, so here is a result from another firm in your field: {similarResult}',
    'In {industryFirms} of {companySize} the same few jobs come round every week, and since you {roleAt} {companyName} you could probably list them.',
    'In most {industryFirms} the same few jobs come round every week, and since you {roleAt} {companyName} you could probably list them.',
    "At {companyName}, as in most {industryFirms}, I'd guess the same few jobs come round every week.",
  ],
  body: `{greeting}

{opener}

I'd start with {industryProcess}: it never goes away, and a person can check each result quickly. A first month would go like this:

- Week 1: your team counts the hours it takes today.
- Weeks 2 and 3: AI does the first pass, and your people approve every piece.
- Week 4: you count again, then keep it or drop it.

I run months like that as a fractional Chief AI Officer.

Would you start there too, or does something else hurt more?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
