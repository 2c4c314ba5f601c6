import type { TemplateDocument } from '../template.ts'

/** Cadence, day 17: takes the silence for an answer and makes any other one easy. */
export const breakup: TemplateDocument = {
  angle: 'breakup',
  version: 3,
  channel: 'EMAIL',
  kind: 'follow_up',
  tiers: ['TIER_1', 'TIER_2', 'TIER_3'],
  subjectA: 'Shall I leave {companyName} alone?',
  subjectB: 'Not now, {companyName}?',
  openers: [
    `I've heard nothing back from you at {companyName} about {earlierTopic}, so I take that as a "not now".`,
    'You {roleAt} {companyName} and have plenty to do, so I take the silence about {earlierTopic} as a "not now".',
    'No answer from {companyName} is an answer too, and I take it as a "not now".',
  ],
  body: `{greeting}

{opener}

That's a fair answer and needs no explanation. Three others are just as easy to give:

- "Later": name a month, and you won't hear from me before.
- "Wrong person": tell me who is the right one.
- "No": that one word will do.

Which of the four is it?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
