import type { TemplateDocument } from '../template.ts'

/** The board asks for an AI plan and nobody owns it. */
export const executiveBuyin: TemplateDocument = {
  angle: 'executive_buyin',
  version: 2,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'who should own AI',
  tiers: ['TIER_1'],
  subjectA: 'Who owns AI at {companyName}?',
  subjectB: 'An AI owner for {companyName}, without the hire',
  openers: [
    "{companyName} is {hiring}, so I'd guess someone has already asked you which part of that work AI could take.",
    "At {industryFirm} of {companySize} the AI question tends to land on one desk, and since you {roleAt} {companyName} I'd guess it's yours.",
    "Since you {roleAt} {companyName}, I'd guess every question about AI ends up on your desk sooner or later.",
    "Sooner or later somebody at {companyName} gets asked for an AI plan, and I'd guess it's you.",
  ],
  body: `{greeting}

{opener}

The usual story: the board wants a plan, every team tries a tool or two, and nobody owns the result. A full-time Chief AI Officer is a big hire to make before you know what AI is worth to you.

I fill that seat part-time, in three steps (M.A.P.): measure where the hours go, automate the one process that pays back first, and prove the result in numbers your board will accept.

Would it help to see what the first 30 days would look like?`,
  requires: ['role', 'company'],
  signOff: `Best,
{senderFirstName}`,
}
