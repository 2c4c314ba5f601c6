import type { TemplateDocument } from '../template.ts'

/** Cadence, day 21: the last email, the offer in four lines, the door open. */
export const close: TemplateDocument = {
  angle: 'close',
  version: 3,
  channel: 'EMAIL',
  kind: 'follow_up',
  tiers: ['TIER_1', 'TIER_2', 'TIER_3'],
  subjectA: 'Last note to {companyName}',
  subjectB: 'In short, for {companyName}',
  openers: [
    'This is my last mail about {earlierTopic} for now, so here is the short version for {companyName}.',
    'You {roleAt} {companyName}, so my last mail for now is short: what I meant about {earlierTopic}, in four sentences.',
    'This is my last mail to {companyName} for now, so here is the short version.',
  ],
  body: `{greeting}

{opener}

Choose one process. Count what it costs in hours. Let AI prepare the work and let a person sign it off. Count once more a month later, and if the difference isn't plain to see, go back to the old way.

You can do all of that on your own, and I'd be glad if you did. If you'd rather have someone at your side for it, part-time and without a hire, that is what a fractional Chief AI Officer is for.

My calendar stays open at {bookingLink}, now or in a year.`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
