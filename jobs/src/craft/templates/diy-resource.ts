import type { TemplateDocument } from '../template.ts'

/** A checklist to keep. */
export const diyResource: TemplateDocument = {
  angle: 'diy_resource',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'a checklist for buying AI',
  tiers: ['TIER_3'],
  subjectA: 'An AI checklist for {companyName}',
  subjectB: 'Five checks before {companyName} buys AI',
  openers: [
    "Your team at {companyName} already works with {technologies}, and the next tool you're offered will have AI on the label.",
    "You {roleAt} {companyName}, and the next tool you're offered will have AI on the label.",
    'The next tool that somebody offers {companyName} will have AI on the label.',
  ],
  body: `{greeting}

{opener}

Here is the checklist I use before anyone pays for one:

- Name the task it shortens, and by how many minutes.
- Name the person who checks its work.
- Find out where your data goes and who reads it.
- Write down what you can cancel once it works.
- Set the day on which you count again.

A tool that fails two of them can wait. I'm a fractional Chief AI Officer, and saying no to software is part of the job.

Which of the five would be hardest at {companyName}?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
