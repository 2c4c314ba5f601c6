import type { TemplateDocument } from '../template.ts'

/** The board asks for an AI plan and nobody owns it. */
export const executiveBuyin: TemplateDocument = {
  angle: 'executive_buyin',
  version: 1,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'who should own AI',
  tiers: ['TIER_1'],
  subjectA: 'Who owns AI at {companyName}?',
  subjectB: 'An AI owner for {companyName}, without the hire',
  openers: [
    "With {companyName} {hiring}, I'd guess somebody has asked you which of that work AI should do instead.",
    "You {roleAt} {companyName}, {industryFirm} of {companySize}, so I'd guess the question of what to do about AI lands on your desk.",
    "You {roleAt} {companyName}, so I'd guess the question of what to do about AI lands on your desk.",
    "Somebody at {companyName} is probably being asked for an AI plan by now, and I'd guess it's you.",
  ],
  body: `{greeting}

{opener}

The usual story: the board wants an AI plan, everyone tries a tool or two, and nobody owns the result. A full-time Chief AI Officer is a big hire to make before you know what AI is worth to you.

I fill that seat part-time, in three steps (M.A.P.): measure where the hours go, automate the one process where it pays most, and prove the result in numbers a board accepts.

Would it help to see what the first 30 days could look like?`,
  requires: ['role', 'company'],
  signOff: `Best,
{senderFirstName}`,
}
