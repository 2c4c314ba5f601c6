import type { TemplateDocument } from '../template.ts'

/** A short audit that costs nothing. */
export const quickWin: TemplateDocument = {
  angle: 'quick_win',
  version: 3,
  channel: 'EMAIL',
  kind: 'first_touch',
  topic: 'a short AI audit',
  tiers: ['TIER_3'],
  subjectA: 'A short AI audit for {companyName}',
  subjectB: 'One quick win at {companyName}',
  openers: [
    "At {companySize}, fixing one slow task shows up in everybody's week, and I'd guess {companyName} has one.",
    'Your team at {companyName} already works with {technologies}, and there is usually one task between such tools that still gets done by hand.',
    "You {roleAt} {companyName}, so you'd know better than I do which task there eats time for no good reason.",
    'There is probably one task at {companyName} that eats time for no good reason, and you could name it without thinking.',
  ],
  body: `{greeting}

{opener}

I do a short audit for that and don't charge for it. You tell me about the task, and I tell you whether AI can take it over, roughly what that would save, and what I'd leave alone. If the answer is "not worth it", I'll say so.

That's the first step of how I work as a fractional Chief AI Officer (M.A.P.: measure, automate, prove).

Which task would you want looked at first?`,
  requires: ['company'],
  signOff: `Best,
{senderFirstName}`,
}
