import type { TemplateDocument } from '../template.ts'

/** The person who can start it. */
export const innovationChampion: TemplateDocument = {
  angle: 'innovation_champion',
  version: 2,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'starting small with AI',
  tiers: ['TIER_2'],
  subjectA: 'Who starts with AI at {companyName}?',
  subjectB: 'Starting small at {companyName}',
  openers: [
    'You {newInRole}, and nobody at {companyName} will be surprised if you try something new.',
    'Most firms have one person who gets AI going, and since you {roleAt} {companyName} it could well be you.',
    'Somebody has to go first with AI at {companyName}, and it could well be you.',
  ],
  body: `{greeting}

{opener}

It seldom begins with a strategy. It begins with one person who takes a job that everybody dislikes, lets AI do it for two weeks, and shows the others what changed.

Three things help: a job that is small enough, someone who has done this before, and a number at the end that finance believes. I can be the second: as a fractional Chief AI Officer I work beside that person, measure with them, and leave them the credit.

If a job like that comes to mind, would you tell me which one?`,
  requires: ['role', 'company'],
  signOff: `Best,
{senderFirstName}`,
}
