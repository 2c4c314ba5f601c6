import type { TemplateDocument } from '../template.ts'

/** Cadence, day 10: a result where a real one was recorded, and in any case how our word can be checked. */
export const socialProof: TemplateDocument = {
  angle: 'social_proof',
  version: 3,
  channel: 'EMAIL',
  kind: 'follow_up',
  tiers: ['TIER_1', 'TIER_2', 'TIER_3'],
  subjectA: 'How {companyName} can check me',
  subjectB: 'Proof for {companyName}',
  openers: [
    'One result worth passing on to {companyName}, after my note about {earlierTopic}: {proofPoint}',
    'At {companyName} you have only my word for what I wrote about {earlierTopic}.',
    "You have only my word for what I wrote about {earlierTopic}, and since you {roleAt} {companyName} you'd want more than that.",
    'So far {companyName} has only my word for what AI could do there.',
  ],
  body: `{greeting}

{opener}

Nobody should buy on a stranger's word, so here is how you would check mine:

- Your people take the first count. The starting number is theirs.
- What counts as success is on paper before we begin.
- The second count takes place even when it won't flatter me.

That is the P in M.A.P. (measure, automate, prove), and the step that most projects leave out. If the numbers don't hold, we stop there.

Which number would you want to see first?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
