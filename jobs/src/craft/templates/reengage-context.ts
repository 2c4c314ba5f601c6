import type { TemplateDocument } from '../template.ts'

/** Revival: what we wrote about, and what has changed since. */
export const reengageContext: TemplateDocument = {
  angle: 'reengage_context',
  version: 2,
  channel: 'EMAIL',
  kind: 'revival',
  topic: 'another look at AI',
  tiers: ['TIER_1', 'TIER_2', 'TIER_3'],
  subjectA: 'Picking up with {companyName}',
  subjectB: 'Another look at AI for {companyName}',
  openers: [
    'In {earlierMonth} I wrote to you about {earlierTopic}; since then {companyName} {funding}, which may change the answer.',
    'In {earlierMonth} I wrote to you about {earlierTopic}; now {companyName} is {hiring}, which may change the answer.',
    'In {earlierMonth} I wrote to you about {earlierTopic}; since then you {newInRole}, which may change the answer.',
    'In {earlierMonth} I wrote to you about {earlierTopic}; since then {companyName} {headcountGrowth}, which may change the answer.',
    'In {earlierMonth} I wrote to you about {earlierTopic}, and it may just have been the wrong month for {companyName}.',
  ],
  body: `{greeting}

{opener}

The tools have moved on too. Some of what needed a developer then, your own team can set up now, so a first try costs less and is easier to undo.

What I offer is the same: as a fractional Chief AI Officer I measure one process with you, automate it, and show with a second count whether it was worth it. Then you decide about a next one.

Is it worth another look this quarter, or should I ask again next year?`,
  requires: ['company', 'history'],
  signOff: `Best,
{senderFirstName}`,
}
