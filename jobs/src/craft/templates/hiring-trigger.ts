import type { TemplateDocument } from '../template.ts'

/** Look at the job before somebody holds it. */
export const hiringTrigger: TemplateDocument = {
  angle: 'hiring_trigger',
  version: 1,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'looking at a job before you fill it',
  tiers: ['TIER_1'],
  subjectA: 'Before the next hire at {companyName}',
  subjectB: 'The open role at {companyName}',
  openers: ['You {roleAt} {companyName}, and I saw that you are {hiring}.', 'I saw that {companyName} is {hiring}.'],
  body: `{greeting}

{opener}

Most jobs are half judgement and half copying, sorting and chasing. AI does the second half well by now, and it's far easier to take out of a job before somebody holds it.

So before you fill a role: go through the job description, mark every duty as "keep", "hand to AI" or "drop", and put weekly hours beside it. You may still hire, but for a better job.

I do this with firms as a fractional Chief AI Officer, one role at a time. It takes an afternoon.

Would you like to see it done for one of your open roles?`,
  requires: ['growth', 'company'],
  signOff: `Best,
{senderFirstName}`,
}
