import type { TemplateDocument } from '../template.ts'

/** Hours back per week. */
export const timeSavings: TemplateDocument = {
  angle: 'time_savings',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'getting hours back every week',
  tiers: ['TIER_3'],
  subjectA: 'Hours back at {companyName}',
  subjectB: 'Where the week goes at {companyName}',
  openers: [
    'In {industryFirms} like {companyName}, {industryProcess} has a way of eating hours that nobody planned for.',
    "You {roleAt} {companyName}, and on some Friday you've probably asked yourself where the week went.",
    "I don't know how a week goes at {companyName}, but in most firms part of it goes into work that nobody would miss.",
  ],
  body: `{greeting}

{opener}

Here is a small test for next week: have everyone note any task they do more than twice, and the minutes it takes. On Friday, add them up. The biggest number is the first one to hand to AI.

That's how I start as a fractional Chief AI Officer too: measure it properly, automate that one task, and prove the hours came back by counting again (M.A.P. for short).

If the number surprises you, pick 15 minutes at {bookingLink} and we'll see what can be done about it.`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
