import type { TemplateDocument } from '../template.ts'

/** The tools they already pay for. */
export const techStack: TemplateDocument = {
  angle: 'tech_stack',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'getting more out of tools you already pay for',
  tiers: ['TIER_2'],
  subjectA: '{technologies} at {companyName}',
  subjectB: 'More out of {technology}',
  openers: [
    'Noticed that your team at {companyName} already works with {technologies}.',
    'You {roleAt} {companyName}, and you already have {technologies} to build on.',
    '{technology} is already in place at {companyName}, and few teams use all of what they pay for.',
  ],
  body: `{greeting}

{opener}

That is a better place to start than one more AI subscription. What slows a team down mostly sits between its tools: copying a record across, chasing an update, writing the same summary twice. AI can take over a good share of that inside what you already pay for.

As a fractional Chief AI Officer I measure where those minutes go, automate the worst hand-off with the stack you have, and prove the saving before anyone talks about new software.

If you'd like to know what I'd look at first, pick 20 minutes here: {bookingLink}`,
  requires: ['technologies', 'company'],
  signOff: `Best,
{senderFirstName}`,
}
