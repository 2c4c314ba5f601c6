import type { TemplateDocument } from '../template.ts'

/** What others of the industry run already: one published statement, with its source and date. Without one it is not written. */
export const competitorFomo: TemplateDocument = {
  angle: 'competitor_fomo',
  version: 2,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'what other firms already run',
  tiers: ['TIER_3'],
  subjectA: 'What rivals of {companyName} run',
  subjectB: 'One AI note for {companyName}',
  openers: [
    'Since you {roleAt} {companyName}, this may be worth a minute: {rivalNews} ({rivalSource}).',
    'This may be worth a minute at {companyName}: {rivalNews} ({rivalSource}).',
  ],
  body: `{greeting}

{opener}

I wouldn't copy them. Too many AI projects exist only because somebody else had one. But it shows which work others no longer do by hand, and that is worth knowing before you spend anything.

A calm answer takes an afternoon: write down what should run a year from now, pick the smallest piece, and try it for two weeks. I help with this as a fractional Chief AI Officer, and if waiting is better I say so.

Has anyone at {companyName} asked about it yet?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
