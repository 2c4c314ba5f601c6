import type { TemplateDocument } from '../template.ts'

/** Cadence, day 5: something to use without us. */
export const valueFollowup: TemplateDocument = {
  angle: 'value_followup',
  version: 3,
  channel: 'EMAIL',
  kind: 'follow_up',
  tiers: ['TIER_1', 'TIER_2', 'TIER_3'],
  subjectA: 'A test for {companyName} to keep',
  subjectB: 'One hour of AI at {companyName}',
  openers: [
    'My note about {earlierTopic} left out the part that {companyName} can use without me.',
    "Last time I wrote about {earlierTopic}; this one is shorter, and it's something to try at {companyName}.",
    'You {roleAt} {companyName}, so here is the practical half of my note about {earlierTopic}.',
    'Here is something that {companyName} can try without me.',
  ],
  body: `{greeting}

{opener}

Take a piece of work that keeps coming back. Write down in three sentences what a good result looks like, and add one good example and one bad one. Give all of that to the AI tool you already have, ten times, and put the results next to ten that people made.

Eight or more good ones: it's ready to be handed over. Fewer: the instructions aren't ready, and a more expensive tool won't change that.

It takes an hour and tells you more than a demo. What would you try it on?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
