import type { TemplateDocument } from '../template.ts'

/** Look at the job before somebody holds it. */
export const hiringTrigger: TemplateDocument = {
  angle: 'hiring_trigger',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'looking at a job before you fill it',
  tiers: ['TIER_1'],
  subjectA: 'Before the next hire at {companyName}',
  subjectB: 'Hiring at {companyName}',
  openers: [
    'I saw that {companyName} is {hiring}, and one thought is worth having before the offer goes out.',
    'You {roleAt} {companyName} and you are {hiring}, so here is one thought before the offer goes out.',
    'With {companyName} {hiring}, here is a thought to have before the offer goes out.',
  ],
  body: `{greeting}

{opener}

Most jobs are half judgement and half copying, sorting and chasing. AI handles the second half well by now, and it's easier to take out before somebody holds the job.

So go through the job description first, mark every duty as "keep", "hand to AI" or "drop", and put weekly hours beside it. You may still hire, but for a better job.

I do this as a fractional Chief AI Officer, one role at a time. It takes an afternoon.

Would you like to see it done for one of your open roles?`,
  requires: ['growth', 'company'],
  signOff: `Best,
{senderFirstName}`,
}
